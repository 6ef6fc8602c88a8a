//! Every fault that docket can name. To add one: a line here, its words in `words/zh.ftl` and `words/en.ftl`, an
//! example in `words/examples.txt`, and `UPDATE_DOCS=1 cargo test -p docket-core source` for its page.

use std::fmt;

use super::Severity;

macro_rules! codes {
    ($($name:ident $number:literal $severity:ident $slug:literal [$($argument:literal)*])*) => {
        /// A fault. `E` and `W` of the number say what it is by default: an error, a warning or a note.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[expect(missing_docs, reason = "the words of each code are in words/*.ftl and on its page")]
        pub enum Code { $($name),* }

        impl Code {
            /// Every code, in the order of the groups.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The number that is printed: `E0107`. It never changes and is never used again.
            pub fn number(self) -> &'static str {
                match self { $(Self::$name => $number),* }
            }

            /// The name of its words: `duplicate_key`.
            pub fn slug(self) -> &'static str {
                match self { $(Self::$name => $slug),* }
            }

            /// How bad it is unless a finding says otherwise.
            pub fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity),* }
            }

            /// The arguments its words may use.
            pub fn arguments(self) -> &'static [&'static str] {
                match self { $(Self::$name => &[$($argument),*]),* }
            }
        }
    };
}

codes! {
    // A number that is missing here was given up; it is not used again.
    // 01: text and YAML
    Utf8                 "E0101" Error "utf8" []
    Nul                  "E0102" Error "nul" []
    TooLarge             "E0103" Error "too_large" ["got" "limit"]
    TooDeep              "E0104" Error "too_deep" ["limit"]
    TooManyNodes         "E0105" Error "too_many_nodes" ["limit"]
    Empty                "E0106" Error "empty" []
    YamlSyntax           "E0107" Error "yaml_syntax" ["reason"]
    DuplicateKey         "E0108" Error "duplicate_key" ["name"]
    UnknownAnchor        "E0109" Error "unknown_anchor" ["name"]
    UnknownTag           "E0110" Error "unknown_tag" ["name"]
    ManyDocuments        "E0111" Error "many_documents" []
    FullwidthPunctuation "E0112" Error "fullwidth_punctuation" ["got" "expected"]
    TabIndent            "E0113" Error "tab_indent" []
    CutAtHash            "E0114" Error "cut_at_hash" ["kept" "lost"]
    FlowCommaSplit       "E0115" Error "flow_comma_split" ["text"]
    AliasBomb            "E0116" Error "alias_bomb" ["limit"]
    ComplexKey           "E0117" Error "complex_key" []
    // 02: shape
    UnknownKey           "E0201" Error "unknown_key" ["name" "known"]
    WrongType            "E0202" Error "wrong_type" ["name" "expected" "got"]
    MissingKey           "E0203" Error "missing_key" ["name"]
    NotOneOf             "E0204" Error "not_one_of" ["got" "known"]
    OutOfRange           "E0205" Error "out_of_range" ["got" "bound" "limit"]
    Pattern              "E0206" Error "pattern" ["got" "expected"]
    ExactlyOneOf         "E0207" Error "exactly_one_of" ["got" "known"]
    LanguageMissing      "E0208" Error "language_missing" ["expected"]
    LanguageUnsupported  "E0209" Error "language_unsupported" ["got" "expected"]
    UnknownKind          "E0210" Error "unknown_kind" ["got" "known"]
    IndentLost           "E0211" Error "indent_lost" ["name" "parent"]
    // 03: names
    UnknownState         "E0301" Error "unknown_state" ["name" "known"]
    UnknownEvent         "E0302" Error "unknown_event" ["name" "known"]
    UnknownActor         "E0303" Error "unknown_actor" ["name" "known"]
    UnknownRole          "E0304" Error "unknown_role" ["name" "known"]
    UnknownUnit          "E0305" Error "unknown_unit" ["name" "known"]
    UnknownLevel         "E0306" Error "unknown_level" ["name" "known"]
    UnknownPerson        "E0307" Error "unknown_person" ["name" "known"]
    UnknownCalendar      "E0308" Error "unknown_calendar" ["name" "known"]
    UnknownCounting      "E0309" Error "unknown_counting" ["name" "known"]
    UnknownField         "E0310" Error "unknown_field" ["name" "known"]
    UnknownEscalation    "E0311" Error "unknown_escalation" ["name" "known"]
    UnknownDocument      "E0312" Error "unknown_document" ["name" "known"]
    UnknownParameter     "E0313" Error "unknown_parameter" ["name" "known"]
    UnknownWorkflow      "E0314" Error "unknown_workflow" ["name" "known"]
    UnknownNotice        "E0316" Error "unknown_notice" ["name" "known"]
    DuplicateName        "E0317" Error "duplicate_name" ["name" "kind"]
    ReservedName         "E0318" Error "reserved_name" ["name"]
    SiblingRegions       "E0319" Error "sibling_regions" ["from" "to"]
    EngineEvent          "E0320" Error "engine_event" ["name"]
    UnknownDeadline      "E0321" Error "unknown_deadline" ["name" "known"]
    BadName              "E0323" Error "bad_name" ["name"]
    UnknownChildren      "E0341" Error "unknown_children" ["name" "known"]
    NotItsChild          "E0342" Error "not_its_child" ["child" "parent"]
    NotItsParent         "E0343" Error "not_its_parent" ["child" "parent"]
    ChildCycle           "E0344" Error "child_cycle" ["path"]
    PrivateShared        "E0345" Error "private_shared" ["name"]
    PrivateShown         "E0322" Error "private_shown" ["name"]
    // 04: states
    UnreachableState     "E0401" Error "unreachable_state" ["name"]
    SilentState          "E0402" Error "silent_state" ["name"]
    NoInitial            "E0403" Error "no_initial" ["name" "known"]
    FinalWithChildren    "E0404" Error "final_with_children" ["name"]
    EventNeverAllowed    "E0405" Error "event_never_allowed" ["event" "state"]
    TransitionNeverTaken "E0406" Error "transition_never_taken" ["event"]
    ActorUnresolvable    "E0407" Error "actor_unresolvable" ["name" "state" "field"]
    HistoryWithoutParent "E0408" Error "history_without_parent" ["name"]
    EmptyRegions         "E0409" Error "empty_regions" ["name"]
    FrozenFieldWritten   "E0410" Error "frozen_field_written" ["name" "state"]
    DeadlineWithoutEffect "E0411" Error "deadline_without_effect" ["state"]
    EventNeverHandled    "W0401" Warning "event_never_handled" ["name"]
    EventlessLoop        "W0402" Warning "eventless_loop" ["name"]
    TaskNotAllowed       "W0404" Warning "task_not_allowed" ["event" "state"]
    MissWithoutEffect    "W0441" Warning "miss_without_effect" ["name"]
    ChooseWithoutDefault "W0403" Note "choose_without_default" ["event"]
    // 05: scripts
    ScriptSyntax         "E0501" Error "script_syntax" ["reason" "got" "expected"]
    UnknownVariable      "E0502" Error "unknown_variable" ["name" "known"]
    UnknownFunction      "E0503" Error "unknown_function" ["name" "known"]
    WrongArguments       "E0504" Error "wrong_arguments" ["name" "expected" "got"]
    AssignmentInGuard    "E0505" Error "assignment_in_guard" []
    UnlikeTypes          "E0506" Error "unlike_types" ["left" "right"]
    IntegerDivision      "E0507" Error "integer_division" []
    ExpressionStyle      "E0508" Error "expression_style" []
    ExpressionExpected   "E0509" Error "expression_expected" ["got"]
    WordExpected         "E0510" Error "word_expected" ["got"]
    LoopOutsideRun       "E0511" Error "loop_outside_run" []
    ForbiddenConstruct   "E0512" Error "forbidden_construct" ["name"]
    ScriptTooDeep        "E0513" Error "script_too_deep" ["limit"]
    GuardNotBool         "E0514" Error "guard_not_bool" ["got"]
    WrongResultType      "E0515" Error "wrong_result_type" ["expected" "got"]
    // 06: time and calendar
    BadDuration          "E0601" Error "bad_duration" ["got"]
    BadDate              "E0602" Error "bad_date" ["got"]
    BadInstant           "E0603" Error "bad_instant" ["got"]
    WorkingUnitWithIso   "E0604" Error "working_unit_with_iso" ["got"]
    MissingYear          "E0605" Error "missing_year" ["year" "calendar"]
    UnitsMix             "E0606" Error "units_mix" ["got"]
    ShareOfMonths        "E0607" Error "share_of_months" ["got"]
    RungOrder            "E0608" Error "rung_order" ["name"]
    UnknownZone          "E0609" Error "unknown_zone" ["name"]
    BadTimeOfDay         "E0610" Error "bad_time_of_day" ["got"]
    DateOutsideYear      "E0611" Error "date_outside_year" ["got" "year"]
    MakeupOnWorkday      "E0612" Error "makeup_on_workday" ["got"]
    BadWindow            "E0613" Error "bad_window" []
    CalendarCycle        "E0614" Error "calendar_cycle" ["name"]
    NothingAmended       "E0631" Error "nothing_amended" ["year"]
    HoursOfRest          "E0632" Error "hours_of_rest" ["name"]
    ClockOutside         "E0633" Error "clock_outside" ["name" "state"]
    EmptyWindow          "E0634" Error "empty_window" ["from" "to"]
    NoNextRung           "E0635" Error "no_next_rung" ["got"]
    ProvisionalYear      "W0601" Warning "provisional_year" ["year" "calendar"]
    // 07: organisation
    UnknownParent        "E0701" Error "unknown_parent" ["name" "known"]
    UnitCycle            "E0702" Error "unit_cycle" ["path"]
    BadCsv               "E0703" Error "bad_csv" ["reason" "line"]
    CsvColumn            "E0704" Error "csv_column" ["name" "known"]
    DuplicateUnit        "E0705" Error "duplicate_unit" ["name"]
    DuplicatePerson      "E0706" Error "duplicate_person" ["name"]
    LevelOrder           "E0707" Error "level_order" ["unit" "level" "parent_level"]
    PostUnknownPerson    "E0708" Error "post_unknown_person" ["name" "known"]
    PostUnknownUnit      "E0709" Error "post_unknown_unit" ["name" "known"]
    CsvColumnMissing     "E0710" Error "csv_column_missing" ["name"]
    EndsBeforeStart      "E0711" Error "ends_before_start" []
    NobodyHoldsRole      "W0701" Warning "nobody_holds_role" ["role"]
    // 08: packs, scenarios, files
    BadParameter         "E0802" Error "bad_parameter" ["name" "got" "min" "max"]
    ScenarioUnknownWorkflow "E0803" Error "scenario_unknown_workflow" ["name" "known"]
    ScenarioNoColumn     "E0804" Error "scenario_no_column" ["name" "known"]
    ScenarioUnknownPlaceholder "E0805" Error "scenario_unknown_placeholder" ["name" "known"]
    ScenarioNeverSeen    "E0815" Error "scenario_never_seen" ["name" "reason"]
    Io                   "E0807" Error "io" ["path" "detail"]
    UnknownPack          "E0808" Error "unknown_pack" ["name" "known"]
    UseCycle             "E0809" Error "use_cycle" ["path"]
    BadVersion           "E0810" Error "bad_version" ["got" "kind"]
    VersionNotMet        "E0811" Error "version_not_met" ["name" "wanted" "got"]
    SetOutsideBounds     "E0812" Error "set_outside_bounds" ["name" "got" "bound" "limit" "basis" "basis_en"]
    SetTwice             "E0813" Error "set_twice" ["name" "pack" "got" "other"]
    ReplacedTwice        "E0814" Error "replaced_twice" ["name" "kind" "workflow" "pack"]
    SchemaLine           "W0801" Note "schema_line" ["expected"]
    SetToDefault         "W0802" Note "set_to_default" ["name" "got"]
    // 09: rotations
    EmptyPool            "E0901" Error "empty_pool" ["slot" "unit" "units"]
    TooFewPeople         "E0902" Error "too_few_people" ["slot" "unit" "got" "count"]
    NotEligible          "E0903" Error "not_eligible" ["name" "slot" "missing"]
    UnknownSlot          "E0904" Error "unknown_slot" ["name" "known"]
    UnknownRotation      "E0905" Error "unknown_rotation" ["name" "known"]
    SlotNeeded           "E0906" Error "slot_needed" ["known"]
    TurnsMix             "E0907" Error "turns_mix" ["advance" "unit"]
    ZeroLength           "E0908" Error "zero_length" []
    WindowsOverlap       "E0909" Error "windows_overlap" []
    NoDayFits            "E0910" Error "no_day_fits" []
    RostersOverlap       "E0911" Error "rosters_overlap" ["name" "other"]
    DutyGap              "E0912" Error "duty_gap" ["slot" "unit" "from" "to" "holes" "units"]
    RestTooShort         "E0913" Error "rest_too_short" ["name" "unit" "from" "to" "times"]
    SamePerson           "E0914" Error "same_person" ["name" "slot" "other" "unit" "at" "times"]
    UnfairDuty           "E0915" Error "unfair_duty" ["kind" "slot" "unit" "most" "busiest" "least" "idlest" "bound" "units"]
    KindsNeedCalendar    "E0916" Error "kinds_need_calendar" []
    RestUnit             "E0917" Error "rest_unit" ["got"]
    NeedsOnDuty          "E0918" Error "needs_on_duty" ["name" "got"]
    NeverOnDuty          "W0901" Warning "never_on_duty" ["name" "slot" "unit" "people"]
    FilledAbove          "W0902" Note "filled_above" ["slot" "unit" "above" "from" "to" "holes" "units"]
    RestAcross           "W0903" Warning "rest_across" ["name" "one" "other" "kind" "from" "to" "times" "people"]
    // 10: findings over the organisation
    FindingUndecided     "E1001" Error "finding_undecided" ["name" "subject" "reason"]
    FindingFails         "W1001" Warning "finding_fails" ["name" "subject" "title" "title_en" "basis" "basis_en" "todo" "todo_en" "times"]
    // 11: schedules
    NeverOccurs          "E1101" Error "never_occurs" ["reason"]
    ShortMonths          "E1102" Error "short_months" ["day"]
    SaysNothing          "E1103" Error "says_nothing" ["name"]
    WindowLength         "E1104" Error "window_length" ["got"]
    LateUnit             "E1105" Error "late_unit" ["got"]
    EndOfDay             "E1106" Error "end_of_day" []
    UnknownBoard         "E1107" Error "unknown_board" ["name" "known"]
    UnknownSchedule      "E1108" Error "unknown_schedule" ["name" "known"]
    // 12: published columns and boards
    ColumnUntyped        "E1201" Error "column_untyped" ["name"]
    ColumnNotSingle      "E1202" Error "column_not_single" ["name" "got"]
    ColumnAges           "E1203" Error "column_ages" ["name" "function"]
    UnknownColumn        "E1204" Error "unknown_column" ["name" "known"]
    NotPublished         "E1205" Error "not_published" ["name" "workflow"]
    UnknownAttribute     "E1206" Error "unknown_attribute" ["name" "known"]
    NotAddable           "E1207" Error "not_addable" ["name" "give" "got"]
    RankOverNothing      "E1208" Error "rank_over_nothing" ["name" "got"]
    BlankLight           "E1209" Error "blank_light" ["name" "colour"]
    NotForAggregate      "E1210" Error "not_for_aggregate" ["name" "give"]
    LightAfterAlways     "W1201" Warning "light_after_always" ["colour"]
    // 13: lists
    NoSuchEntry          "E1301" Error "no_such_entry" ["name" "kind"]
    EntryCycle           "E1302" Error "entry_cycle" ["path"]
    EntryFails           "E1303" Error "entry_fails" ["name" "say" "say_en" "times"]
    EntryUndecided       "E1304" Error "entry_undecided" ["name" "reason"]
    EventNotFilled       "E1305" Error "event_not_filled" ["event" "name"]
    EventWithTime        "E1306" Error "event_with_time" ["event"]
    NotBroughtByStart    "E1307" Error "not_brought_by_start" ["name" "workflow"]
    NotInTable           "E1308" Error "not_in_table" ["name"]
    ListTooLarge         "E1309" Error "list_too_large" ["kind" "limit"]
    NoSuchRow            "E1310" Error "no_such_row" ["name" "register" "known"]
    MoreFaults           "E1311" Error "more_faults" ["count" "limit"]
    UnknownList          "E1312" Error "unknown_list" ["name" "known"]
    PrivateInList        "W1301" Warning "private_in_list" ["name"]
    // 14: registers
    UnknownRegister      "E1401" Error "unknown_register" ["name" "known"]
    NoSuchColumn         "E1402" Error "no_such_column" ["name" "register" "known"]
    ColumnOrField        "E1403" Error "column_or_field" ["name" "register"]
    RegisterTooLarge     "E1404" Error "register_too_large" ["kind" "limit"]
    NoPeopleInColumn     "E1405" Error "no_people_in_column" ["name" "register" "got" "known"]
    EmptyCell            "E1406" Error "empty_cell" ["name"]
    KeyColumnType        "E1407" Error "key_column_type" ["name" "got" "known"]
    // 16: reads of other cases
    ReadAsConstraint     "E1601" Error "read_as_constraint" ["name" "kind"]
    PrivateAsked         "E1602" Error "private_asked" ["name"]
    UnlistedColumn       "E1603" Error "unlisted_column" ["name" "workflow"]
}

impl Code {
    /// The code of a number, if there is one.
    pub fn of_number(number: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.number() == number)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.number())
    }
}

impl serde::Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.number())
    }
}
