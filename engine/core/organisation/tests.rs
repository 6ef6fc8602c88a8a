use super::{Fault, FaultKind, Organisation, Place, Source, Table, Unit};
use crate::model::org::Document;
use jiff::civil::{Date, date};

const DISTRICT: &str = r#"
language: 1
org: lizhou
levels: [district, subdistrict, community]
roles:
  officer: { title: { zh: 信访专员, en: Petition officer } }
  head: {}
  supervisor: {}
units:
  - { id: d, title: 利州区, level: district }
  - { id: s1, level: subdistrict, parent: d, attributes: { households: 9000 } }
  - { id: s2, level: subdistrict, parent: d }
  - { id: c1, level: community, parent: s1 }
  - { id: c2, level: community, parent: s1 }
  - { id: city, kind: committee }
  - { id: housing, kind: department, parent: d, superior: city }
people:
  - { id: li, name: 李 }
  - { id: wang, name: 王 }
  - { id: zhao, name: 赵 }
posts:
  - { role: officer, unit: s1, person: li, until: 2026-06-30 }
  - { role: officer, unit: s1, person: wang, from: 2026-07-01 }
  - { role: supervisor, unit: d, person: zhao }
  - { role: head, unit: housing, person: wang }
"#;

const TODAY: Date = date(2026, 3, 2);

fn document(yaml: &str) -> Document {
    serde_yaml::from_str(yaml).unwrap()
}

fn district() -> Organisation {
    let (org, faults) = Organisation::build(&[Source::from(&document(DISTRICT))]);
    assert_eq!(faults, []);
    org
}

fn ids<'a>(units: impl IntoIterator<Item = &'a Unit>) -> Vec<&'a str> {
    units.into_iter().map(|unit| unit.id.as_str()).collect()
}

fn kinds(faults: Vec<Fault>) -> Vec<FaultKind> {
    faults.into_iter().map(|fault| fault.kind).collect()
}

#[test]
fn the_tree_is_walked_up_and_down() {
    let org = district();
    assert_eq!(ids(org.path("c1")), ["d", "s1", "c1"]);
    assert_eq!(ids(org.subtree("d")), ["d", "s1", "c1", "c2", "s2", "housing"]);
    assert_eq!(ids(org.children("s1")), ["c1", "c2"]);
    assert_eq!(org.parent("c1").unwrap().id, "s1");
    assert_eq!(org.ancestor("c1", "subdistrict").unwrap().id, "s1");
    assert_eq!(org.ancestor("s1", "subdistrict").unwrap().id, "s1");
    assert_eq!(org.ancestor("d", "subdistrict"), None);
    assert!(org.is_within("c1", "d") && org.is_within("d", "d") && !org.is_within("d", "c1"));
    assert!(!org.is_within("housing", "city"));
    assert_eq!(ids(org.units_at("community")), ["c1", "c2"]);
    assert!(org.path("nowhere").is_empty() && org.subtree("nowhere").is_empty());
}

#[test]
fn the_common_superior_is_neither_of_the_two() {
    let org = district();
    let superior = |a, b| org.common_superior(a, b).map(|unit| unit.id.as_str());
    assert_eq!(superior("c1", "c2"), Some("s1"));
    assert_eq!(superior("c1", "s2"), Some("d"));
    assert_eq!(superior("c1", "s1"), Some("d"));
    assert_eq!(superior("s1", "c1"), Some("d"));
    assert_eq!(superior("c1", "c1"), Some("s1"));
    // The declared superior of the department decides, not the district it belongs to.
    assert_eq!(superior("housing", "c1"), None);
    assert_eq!(superior("d", "s1"), None);
}

#[test]
fn a_post_is_held_from_its_first_to_its_last_day() {
    let org = district();
    let holders = |on| {
        let people = org.holders("officer", "s1", on);
        people.into_iter().map(|person| person.id.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(holders(date(2026, 6, 30)), ["li"]);
    assert_eq!(holders(date(2026, 7, 1)), ["wang"]);
    assert!(org.holders("officer", "c1", TODAY).is_empty());
    let posts = org.posts_of("wang", date(2026, 7, 1));
    assert_eq!(posts.iter().map(|post| post.role.as_str()).collect::<Vec<_>>(), ["head", "officer"]);
}

#[test]
fn a_role_is_found_by_walking_upward_and_the_walk_is_told() {
    let org = district();
    let found = org.find_role("supervisor", "c1", TODAY).unwrap();
    assert_eq!((found.unit.id.as_str(), found.people[0].id.as_str()), ("d", "zhao"));
    assert_eq!(ids(found.walked), ["c1", "s1", "d"]);
    assert_eq!(org.find_role("officer", "s2", TODAY), None);
    assert_eq!(org.find_role("officer", "nowhere", TODAY), None);
}

#[test]
fn tables_say_the_same_as_documents() {
    let document = document(
        "{ language: 1, org: x, levels: [district, grid], roles: { head: {} },
           files: { units: u.csv, people: p.csv, posts: q.csv } }",
    );
    let table = |file, text| Some(Table { file, text });
    let units =
        "\u{feff}id,title,level,parent,households,code\nd,区,district,,,\ng,\"一,格\",grid,d,320,007\n\n";
    let source = Source {
        document: &document,
        units: table("u.csv", units),
        people: table("p.csv", "id,name,qualifications\nli,李,driver; first_aid\n"),
        posts: table("q.csv", "role,unit,person,from,until\nhead,g,li,2026-01-01,\n"),
    };
    let (org, faults) = Organisation::build(&[source]);
    assert_eq!(faults, []);
    let grid = org.unit("g").unwrap();
    assert_eq!(grid.title.as_ref().unwrap().zh(), "一,格");
    assert_eq!((&grid.attributes["households"].0, &grid.attributes["code"].0), (&320.into(), &"007".into()));
    assert_eq!(org.person("li").unwrap().qualifications, ["driver", "first_aid"]);
    assert_eq!(org.find_role("head", "g", TODAY).unwrap().unit.id, "g");
    assert!(org.find_role("head", "g", date(2025, 12, 31)).is_none());
}

#[test]
fn faults_of_a_table_point_at_row_and_column() {
    let document = document("{ language: 1, org: x, roles: { head: {} }, units: [ { id: d } ] }");
    let people = Table { file: "p.csv", text: "id,name\nli,李\n,王\nli,李\nzhao,赵,x\n" };
    let posts = Table {
        file: "q.csv",
        text: "role,unit,person,from,note\nhead,d,li,1 May,\nchief,d,li,,\n\nhead,e,li,,\nhead,d,nobody,,\n",
    };
    let source = Source { document: &document, units: None, people: Some(people), posts: Some(posts) };
    let (_, mut faults) = Organisation::build(&[source]);
    let cell = |kind, file: &str, row, column: Option<(u64, &str)>| Fault {
        kind,
        at: Place::Cell {
            document: 0,
            file: file.to_owned(),
            row,
            column: column.map(|(index, _)| index),
            header: column.map(|(_, name)| name.to_owned()),
        },
    };
    faults.sort_by(|a, b| a.at.cmp(&b.at));
    let expected = [
        cell(FaultKind::Empty("id".into()), "p.csv", 3, Some((1, "id"))),
        cell(FaultKind::DuplicatePerson("li".into()), "p.csv", 4, Some((1, "id"))),
        cell(FaultKind::TooManyCells, "p.csv", 5, None),
        cell(FaultKind::UnknownColumn("note".into()), "q.csv", 1, Some((5, "note"))),
        cell(FaultKind::BadDate("1 May".into()), "q.csv", 2, Some((4, "from"))),
        cell(FaultKind::UnknownRole("chief".into()), "q.csv", 3, Some((1, "role"))),
        cell(FaultKind::UnknownUnit("e".into()), "q.csv", 5, Some((2, "unit"))),
        cell(FaultKind::UnknownPerson("nobody".into()), "q.csv", 6, Some((3, "person"))),
    ];
    assert_eq!(faults, expected);
}

#[test]
fn rows_are_counted_alike_with_the_line_breaks_of_every_system() {
    let document = document("{ language: 1, org: x }");
    for text in ["id,name\n\nli,\n", "id,name\r\n\r\nli,\r\n"] {
        let people = Some(Table { file: "p.csv", text });
        let (_, faults) = Organisation::build(&[Source { people, ..Source::from(&document) }]);
        assert!(matches!(faults[..], [Fault { at: Place::Cell { row: 3, .. }, .. }]), "{text:?}: {faults:?}");
    }
}

#[test]
fn a_table_that_is_missing_or_lacks_a_column_is_a_fault() {
    let document = document("{ language: 1, org: x, files: { units: u.csv, people: p.csv } }");
    let people = Table { file: "p.csv", text: "id;name\nli;李\n" };
    let source = Source { document: &document, units: None, people: Some(people), posts: None };
    let (_, faults) = Organisation::build(&[source]);
    assert_eq!(faults[0].at, Place::Document { document: 0, pointer: "/files/units".into() });
    let expected = [
        FaultKind::MissingFile("u.csv".into()),
        FaultKind::MissingColumn("id".into()),
        FaultKind::MissingColumn("name".into()),
    ];
    assert_eq!(kinds(faults), expected);
}

#[test]
fn every_fault_of_a_document_is_told_at_once() {
    let document = document(
        r#"
language: 1
org: x
levels: [district, grid]
units:
  - { id: g, level: grid }
  - { id: d, level: district, parent: g }
  - { id: g, level: grid }
  - { id: u, level: ward, parent: nowhere, superior: nobody, attributes: { list: [1] } }
  - { id: "" }
people: [ { id: li, name: 李 } ]
posts: [ { role: head, unit: d, person: li, from: 2026-02-01, until: 2026-01-31 } ]
"#,
    );
    let (org, faults) = Organisation::build(&[Source::from(&document)]);
    let order =
        FaultKind::LevelOrder { level: "district".into(), above: "g".into(), above_level: "grid".into() };
    let expected = [
        FaultKind::DuplicateUnit("g".into()),
        FaultKind::UnknownLevel("ward".into()),
        FaultKind::BadAttribute("list".into()),
        FaultKind::Empty("id".into()),
        FaultKind::UnknownUnit("nowhere".into()),
        FaultKind::UnknownUnit("nobody".into()),
        order,
        FaultKind::UnknownRole("head".into()),
        FaultKind::EndsBeforeItBegins,
    ];
    assert_eq!(kinds(faults), expected);
    assert_eq!(ids(org.units()), ["g", "d", "u"]);
}

#[test]
fn a_circle_is_a_fault_and_every_walk_ends() {
    let document = document(
        "{ language: 1, org: x, units: [ { id: a, parent: b }, { id: b, parent: c }, { id: c, parent: a },
           { id: p, superior: q }, { id: q, superior: p } ] }",
    );
    let (org, faults) = Organisation::build(&[Source::from(&document)]);
    assert_eq!(kinds(faults), [FaultKind::Circle("a".into()), FaultKind::Circle("p".into())]);
    assert_eq!(ids(org.path("b")), ["a", "c", "b"]);
    assert_eq!(ids(org.superiors("q")), ["q", "p"]);
}

#[test]
fn the_version_follows_what_is_said_and_not_where() {
    let version = |yaml: &str| Organisation::build(&[Source::from(&document(yaml))]).0.version().to_owned();
    let swapped = "{ language: 1, org: x, units: [ { id: b, title: B }, { id: a } ] }";
    let plain = "{ language: 1, org: x, units: [ { id: a }, { id: b, title: B } ] }";
    assert_eq!(version(plain), version(swapped));
    assert_ne!(version(plain), version(&plain.replace("title: B", "title: C")));
}
