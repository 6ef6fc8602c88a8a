//! An organisation of the size that the source document gives: 7 sub-districts, 54 communities, 895 compounds. Every
//! name is invented and plainly so.

use std::fmt::Write;

/// Sub-districts of the district.
pub const SUBDISTRICTS: usize = 7;
/// Communities of the district.
pub const COMMUNITIES: usize = 54;
/// Residential compounds of the district.
pub const COMPOUNDS: usize = 895;

/// Departments that petitions are forwarded to.
pub const DEPARTMENTS: [(&str, &str, &str); 4] = [
    ("housing", "示例住建局", "Example Housing Department"),
    ("environment", "示例环境局", "Example Environment Department"),
    ("welfare", "示例民政局", "Example Welfare Department"),
    ("labour", "示例人社局", "Example Labour Department"),
];

const NUMERALS: [&str; 7] = ["甲", "乙", "丙", "丁", "戊", "己", "庚"];

/// The id of a compound, counted from 0.
#[must_use]
pub fn compound(number: usize) -> String {
    format!("c-{:03}", number + 1)
}

/// The organisation as the text of an `*.org.yaml`.
#[must_use]
pub fn organisation() -> String {
    let mut units = String::new();
    let mut people = String::new();
    let mut posts = String::new();
    let mut unit = |id: &str, zh: &str, en: &str, rest: &str| {
        let _ = writeln!(units, "  - {{ id: {id}, title: {{ zh: {zh}, en: {en} }}, {rest} }}");
    };
    let mut post = |role: &str, unit: &str, person: &str, name: &str| {
        let _ = writeln!(people, "  - {{ id: {person}, name: {name} }}");
        let _ = writeln!(posts, "  - {{ role: {role}, unit: {unit}, person: {person} }}");
    };
    unit("city", "示例市", "Example City", "level: city");
    unit("district", "示例区", "Example District", "level: district, parent: city");
    post("re_reviewer", "city", "re-reviewer", "复核员");
    for (role, zh) in [
        ("reviewer", "复查员"),
        ("petition_supervisor", "督查员"),
        ("joint_conference", "联席会议召集人"),
        ("leader", "值班领导"),
        ("head", "区负责人"),
        ("task_office", "台账办公室"),
        ("task_verifier", "核验员"),
        ("group_lead", "领导小组负责人"),
    ] {
        post(role, "district", &format!("district-{}", role.replace('_', "-")), zh);
    }
    post("task_verifier", "district", "district-task-verifier-2", "核验员二");
    for (number, name) in ["一", "二"].iter().enumerate() {
        post(
            "county_leader",
            "district",
            &format!("county-leader-{}", number + 1),
            &format!("县级领导{name}"),
        );
    }
    for (id, zh, en) in DEPARTMENTS {
        unit(id, zh, en, "kind: department, parent: district");
        post("head", id, &format!("{id}-head"), &format!("{zh}负责人"));
        post("handler", id, &format!("{id}-handler-1"), &format!("{zh}承办人一"));
        post("handler", id, &format!("{id}-handler-2"), &format!("{zh}承办人二"));
        post("task_officer", id, &format!("{id}-task-officer"), &format!("{zh}任务经办人"));
    }
    for (number, name) in NUMERALS.iter().enumerate().take(SUBDISTRICTS) {
        let id = format!("s-{}", number + 1);
        let en = format!("Sub-district {}", number + 1);
        unit(&id, &format!("{name}街道"), &en, "level: subdistrict, parent: district");
        post("petition_officer", &id, &format!("{id}-officer"), &format!("{name}街道经办人"));
        post("head", &id, &format!("{id}-head"), &format!("{name}街道负责人"));
        post("task_officer", &id, &format!("{id}-task-officer"), &format!("{name}街道任务经办人"));
        post("police", &id, &format!("{id}-police"), &format!("{name}街道民警"));
    }
    for number in 0..COMMUNITIES {
        let id = format!("m-{:02}", number + 1);
        let parent = format!("s-{}", number % SUBDISTRICTS + 1);
        let zh = format!("第{}社区", number + 1);
        unit(&id, &zh, &format!("Community {}", number + 1), &format!("level: community, parent: {parent}"));
        post("mediator", &id, &format!("{id}-mediator"), &format!("{zh}调解员"));
        for (place, name) in ["一", "二", "三"].iter().enumerate() {
            let person = format!("{id}-worker-{}", place + 1);
            post("grid_worker", &id, &person, &format!("{zh}网格员{name}"));
        }
    }
    for number in 0..COMPOUNDS {
        let id = compound(number);
        let parent = format!("m-{:02}", number % COMMUNITIES + 1);
        let zh = format!("第{}小区", number + 1);
        unit(&id, &zh, &format!("Compound {}", number + 1), &format!("level: compound, parent: {parent}"));
        post("compound_lead", &id, &format!("{id}-lead"), &format!("{zh}负责人"));
    }
    let roles = [
        "petition_officer",
        "petition_supervisor",
        "joint_conference",
        "leader",
        "head",
        "handler",
        "reviewer",
        "re_reviewer",
        "mediator",
        "grid_worker",
        "compound_lead",
        "police",
        "task_office",
        "task_verifier",
        "task_officer",
        "group_lead",
        "county_leader",
    ];
    let roles: String = roles.iter().fold(String::new(), |mut all, role| {
        let _ = writeln!(all, "  {role}: {{ title: {role} }}");
        all
    });
    format!(
        "language: 1\norg: district\ntitle: {{ zh: 示例区, en: Example District }}\n\
         levels: [city, district, subdistrict, community, compound]\n\
         roles:\n{roles}units:\n{units}people:\n{people}posts:\n{posts}"
    )
}
