# Words of the diagnostics in English. One message a code: the fault, then .why and .help.
ui-error = error
ui-warning = warning
ui-note = note
ui-why = why
ui-help = help
ui-hint = hint
ui-suggestion = did you mean “{ $suggestion }”?
ui-summary = { $errors } errors, { $warnings } warnings
ui-or = {" or "}
ui-none = (none)
ui-absent = there is no such file
ui-see-reference = see the reference (docs/reference)
ui-argument = { $n } argument
ui-arguments = { $n } arguments
ui-wrong = Wrong
ui-right = Right
label-first-here = first written here
label-defined-here = defined here
label-used-here = used here
label-because = because of this
ui-top = the top of the file
kind-key = key
kind-year = year
kind-day = day
kind-role = role
kind-level = level
kind-state = state
kind-workflow = workflow
kind-deadline = deadline
kind-field = field
kind-parent = parent
kind-rotation = rotation
kind-schedule = schedule
kind-time = time
kind-month = month
kind-register = register
kind-row = row
kind-statutory = statutory holidays
kind-rest = other days of rest
kind-workday = days that are worked
kind-night = nights
kind-event = event
kind-obligation = obligation
kind-column = column
kind-light = light
kind-board = board
kind-list = list
kind-entry = entry
kind-pack = pack
kind-escalation = escalation
kind-document = document
kind-notice = notice
type-null = nothing
type-bool = true or false
type-integer = a whole number
type-decimal = a number
type-text = a text
type-list = a list
type-mapping = keys with values
type-date = a date
type-instant = an instant
type-duration = a duration
type-fraction = a fraction
type-enum = one of its words
type-unit = a unit
type-person = a person
type-party = a party
type-file = a file
type-money = an amount of money
type-record = keys with values
type-row = a row of a register
type-nothing = nothing
type-any = any value
type-other = something else

utf8 = the file is not UTF-8
    .why = The bytes here cannot be read as text, so what follows may be misread.
    .help = Save the file again with the encoding UTF-8.

nul = the file holds a NUL byte
    .why = A NUL byte is no text: the file is damaged or is no text file.
    .help = Delete the byte or export the file again.

too_large = the file is too large: {$got} bytes, the limit is {$limit}
    .why = Files beyond the limit are not read, so that none can exhaust the system.
    .help = Split it into several files, or move bulk rows into CSV.

too_deep = nested too deeply, the limit is {$limit} levels
    .why = Such nesting mostly comes from unpaired brackets or broken indentation.
    .help = Check brackets and indentation, or move inner parts out.

too_many_nodes = too many keys and values, the limit is {$limit}
    .why = What follows was not read.
    .help = Split the file, or move bulk rows into CSV.

empty = the file is empty
    .why = It holds nothing but blanks and comments.
    .help = Write the document, or delete the file.

duplicate_key = the key “{$name}” is written twice
    .why = Keys of one place must differ; which one counts would be unclear. The first one is taken.
    .help = Delete one or rename it.

unknown_anchor = no anchor is called “{$name}”
    .why = “*{$name}” repeats what was marked “&{$name}” before, and nothing is.
    .help = Mark it first or write it out; quote a text that begins with an asterisk.

unknown_tag = unknown tag “{$name}”
    .why = A word that begins with an exclamation mark is a tag; only the standard ones such as !!str are known.
    .help = Delete it, or quote the value if it is part of the text.

many_documents = the file holds more than one document
    .why = A line “---” begins another document; what follows it was not read.
    .help = Move it into a file of its own.

fullwidth_punctuation = full-width “{$got}” where “{$expected}” is meant
    .why = Signs that carry structure must be the ASCII ones; full-width ones are plain text.
    .help = Type the ASCII sign; if it belongs to the text, quote the whole value.

tab_indent = a tab is used for indentation
    .why = Only spaces indent: tabs have different widths in different editors.
    .help = Replace it by spaces, two for each level.

cut_at_hash = the value is cut at “#”: only “{$kept}” is left
    .why = A “#” after a blank begins a comment, so “{$lost}” is not part of the value.
    .help = Put the whole value in single quotes; write a blank after the “#” of a comment.

flow_comma_split = “{$text}” is split at its comma
    .why = Within braces or brackets a comma separates entries, so an unquoted expression falls apart.
    .help = Put the expression in single quotes.

alias_bomb = aliases grow too large, the limit is {$limit} parts
    .why = Aliases of aliases multiply; reading stopped here to save memory.
    .help = Use fewer aliases.

complex_key = a key must be a single word
    .why = A list or mapping stands here as a key.
    .help = Use a name as the key.

unknown_key = there is no key “{$name}” here
    .why = A misspelt key would have no effect, so it is refused.
    .help = Keys of this place: {$known}.

indent_lost = “{$name}” should be indented: it belongs into “{$parent}”
    .why = It lines up with “{$parent}”, which is left empty.
    .help = Put two more blanks in front of it and of the lines below it.

wrong_type = “{$name}” must be {$expected}, but is {$got}
    .why = This place takes one form only.
    .help = Write {$expected} here.
    .help-mapping = Write “key: value”: on lines of their own, two blanks further in, or in braces, as in {"{"} to: over {"}"}.
    .help-list = Write a list: in square brackets, as in [a, b], or each item on a line that begins with “- ”.
    .help-text = Write a text; quote numbers, dates, true and false that are meant as text.
    .help-integer = Write digits only, without quotes or unit, such as 5.
    .help-bool = Write true or false, without quotes.

missing_key = “{$name}” is missing
    .why = This part is incomplete without it.
    .help = Add “{$name}:” and its value.

not_one_of = “{$got}” is none of the choices
    .why = This place takes one of a fixed set of words.
    .help = Choose one of: {$known}.

out_of_range = “{$got}” is out of range
    .why =
        { $bound ->
            [min] It must be at least { $limit }.
            [max] It must be at most { $limit }.
            [above] It must be more than { $limit }.
            [below] It must be less than { $limit }.
            [min_items] At least { $limit } items are needed.
            [max_items] At most { $limit } items are allowed.
            [min_length] At least { $limit } characters are needed.
            [max_length] At most { $limit } characters are allowed.
            *[other] The limit is { $limit }.
        }
    .help = Write a value within the range.

pattern = “{$got}” is not written as it must be
    .why = This place asks for the form {$expected}.
    .help = Write it in that form.

exactly_one_of = exactly one of the choices must be written here, found: {$got}
    .why = With several the order would be unclear; with none nothing happens.
    .help = Keep one, and give the others items of their own. Choices: {$known}.

language_missing = “language: {$expected}” is missing
    .why = Every document names its version of the language, so that later versions do not misread it.
    .help = Add the line “language: {$expected}” at the top.

language_unsupported = language version “{$got}” is not supported
    .why = This program reads version {$expected}.
    .help = Write “language: {$expected}”, or update the program.

unknown_kind = the name “{$got}” does not tell what kind of document it is
    .why = The suffix decides, as in petition.workflow.yaml.
    .help = Use one of these suffixes: {$known}.

unknown_state = there is no state called “{$name}”
    .why = A state must be declared before it is used, by exactly this name.
    .help = Correct the name, or declare it. Known: {$known}.

unknown_event = there is no event called “{$name}”
    .why = An event must be declared before it is used, by exactly this name.
    .help = Correct the name, or declare it. Known: {$known}.

unknown_actor = there is no actor called “{$name}”
    .why = An actor must be declared before it is used, by exactly this name.
    .help = Correct the name, or declare it. Known: {$known}.

unknown_role = there is no role called “{$name}”
    .why = A role must be declared before it is used, by exactly this name.
    .help = Correct the name, or declare it. Known: {$known}.

unknown_unit = there is no unit called “{$name}”
    .why = A unit must be declared before it is used, by exactly this name.
    .help = Correct the name, or declare it. Known: {$known}.

unknown_level = there is no level called “{$name}”
    .why = A level must be declared before it is used, by exactly this name.
    .help = Correct the name, or declare it. Known: {$known}.

unknown_person = there is no person called “{$name}”
    .why = A person must be declared before it is used, by exactly this name.
    .help = Correct the name, or declare it. Known: {$known}.

unknown_calendar = there is no calendar called “{$name}”
    .why = A calendar must be declared before it is used, by exactly this name.
    .help = Correct the name, or declare it. Known: {$known}.

unknown_counting = there is no counting rule called “{$name}”
    .why = A counting rule must be declared before it is used, by exactly this name.
    .help = Correct the name, or declare it. Known: {$known}.

unknown_field = there is no data field called “{$name}”
    .why = A data field must be declared before it is used, by exactly this name.
    .help = Correct the name, or declare it. Known: {$known}.

unknown_escalation = there is no escalation called “{$name}”
    .why = An escalation must be declared before it is used, by exactly this name.
    .help = Correct the name, or declare it. Known: {$known}.

unknown_document = there is no document template called “{$name}”
    .why = A document template must be declared before it is used, by exactly this name.
    .help = Correct the name, or declare it. Known: {$known}.

unknown_parameter = there is no parameter called “{$name}”
    .why = A parameter must be declared before it is used, by exactly this name.
    .help = Correct the name, or declare it. Known: {$known}.

unknown_workflow = there is no workflow called “{$name}”
    .why = A workflow must be declared before it is used, by exactly this name.
    .help = Correct the name, or declare it. Known: {$known}.

unknown_notice = there is no notice called “{$name}”
    .why = A notice must be declared before it is used, by exactly this name.
    .help = Correct the name, or declare it. Known: {$known}.

duplicate_name = the {$kind} “{$name}” is written twice
    .why = Names of one kind must differ, or nobody knows which one holds; here the first one does.
    .help = Delete the second one, or give it another name if it is something else.

reserved_name = the name “{$name}” is reserved
    .why = It means something else in expressions, or begins with timer., done. or error., which belong to the engine.
    .help = Choose another name.

bad_name = “{$name}” cannot be a name
    .why = Expressions use it, so it has no blanks or signs and does not begin with a digit.
    .help = Use letters, digits and underscores only; what people are shown is the title.

sibling_regions = “{$from}” must not lead into the sibling region of “{$to}”
    .why = Regions run side by side; a jump across would put one region into two states.
    .help = Choose a target within the region or outside the parallel state.

unknown_deadline = there is no deadline called “{$name}”
    .why = A deadline is called by the name of its state, or by its key under deadlines.
    .help = Correct the name, or declare it. Known: {$known}.

engine_event = “{$name}” is raised by the engine and cannot be declared or sent
    .why = Events that begin with timer., done., error., shift., child. or parent., or end with .missed, come from the engine only.
    .help = Use another name; to react to it, write it under “on” only.

private_shown = numbers, texts sent out and published columns must not show what is private: “{$name}”
    .why = Numbers and texts are read by everybody; what stands in them can neither be taken back nor sealed.
    .help = Use a field that is public. A document that must say it names a whole private data field that was saved before.

unknown_children = there are no children called “{$name}”
    .why = Children are declared under “children”, each kind by a name of its own; that name is used here.
    .help = Correct the name, or declare it. Known: {$known}.

not_its_child = “{$child}” does not say that “{$parent}” is its parent
    .why = What one of the two shares, the other one must expect: both documents name each other.
    .help = Write “parent: {"{"} workflow: {$parent} {"}"}” in the document of “{$child}”.

not_its_parent = “{$parent}” has no children of the workflow “{$child}”
    .why = What one of the two shares, the other one must expect: both documents name each other.
    .help = Write it under “children” in the document of “{$parent}”.

child_cycle = these workflows are children of each other in a circle: {$path}
    .why = Each case could start the next one, without end.
    .help = Let each level be a workflow of its own, with the topmost one without a parent.

private_shared = what is private must not be shared: “{$name}”
    .why = What cases share is kept by another case, where it is neither sealed nor erased with this one.
    .help = Share a field that is public, such as a state or a number.

unreachable_state = the state “{$name}” can never be reached
    .why = No way leads to it from the initial state.
    .help = Add a transition to it, or delete it.

silent_state = the state “{$name}” waits for ever
    .why = It has no task, no timer and is not final, so nobody will move it on.
    .help = Add a task or a deadline, or write “final: true”.

no_initial = “{$name}” does not say where it begins
    .why = With child states, the first one must be known.
    .help = Write “initial”, one of: {$known}.

final_with_children = the final state “{$name}” has child states
    .why = At a final state all ends; its children would never run.
    .help = Drop “final”, or move the children out.

event_never_allowed = the task of “{$state}” asks for “{$event}”, which nothing handles here
    .why = Whoever completes the task would only be refused.
    .help = Handle “{$event}” under “on” of this or an outer state, or take it out of “does”.

transition_never_taken = this alternative of “{$event}” is never taken
    .why = An earlier one has no guard and always comes first.
    .help = Give the earlier one a guard, or move it to the end.

actor_unresolvable = nobody can ever be found for “{$name}” in the state “{$state}”
    .why = The field “{$field}” tells who it is, and nothing that leads to this state fills it.
    .help = Choose another actor, or let an earlier event save “{$field}”.

history_without_parent = “{$name}” has nothing to return into
    .why = A history leads back to where the state around it was left; around this one is the whole workflow, which is never left.
    .help = Move it into a state with child states.

empty_regions = the parallel state “{$name}” has no region
    .why = Without any it would be complete at once.
    .help = Write its regions, or drop “regions”.

frozen_field_written = the state “{$state}” freezes “{$name}”, and this writes it
    .why = Freezing keeps the facts as they are; the step would be refused.
    .help = Drop the write, or take “{$name}” out of freezes; a field that the event need not bring is listed under its may_omit.

deadline_without_effect = the deadline of “{$state}” has no effect
    .why = Neither an escalation nor a “then” is written, so nothing would happen.
    .help = Write “escalation” or “then”.

event_never_handled = the event “{$name}” is declared, but no state handles it
    .why = Whoever sends it would be refused.
    .help = Handle it under some “on”, or delete it.

eventless_loop = the state “{$name}” may run in a circle
    .why = Its automatic transitions lead back; while the guards hold, only the engine's limit ends it.
    .help = Make sure a guard turns false, or wait for an event.

task_not_allowed = the task of “{$state}” asks for “{$event}”, which none of its people may send
    .why = Who may send an event follows from its “by”; a task never widens it.
    .help = Give the task to one of those actors, or add its actor to the event's “by”.

miss_without_effect = nothing follows when the duty “{$name}” is missed
    .why = No state takes “{$name}.missed”, and no expression asks how often it was missed: it could be neglected for ever.
    .help = Write “{$name}.missed” under “on” of the state or of one around it, for example with the guard “event.in_a_row >= 2”.

choose_without_default = all alternatives of “{$event}” have guards, so it may be that none is taken
    .why = If no guard holds, the event changes nothing.
    .help = If that is not meant, add one without a guard at the end.

script_syntax =
    { $reason ->
        [empty] there is no expression here
        [ends_early] the expression ends too early
        [bracket_open] a bracket is not closed: “{$expected}” is missing
        [bracket_extra] “{$got}” closes a bracket that was not opened
        [operator_missing] an operator is missing in front of “{$got}”
        [value_missing] there is nothing to the left of “{$got}”
        [comma_missing] a comma is missing in front of “{$got}”
        [comma_extra] no comma can stand here
        [list_brackets] several values stand in square brackets
        [quote_open] the double quotes of a text are not closed
        [single_quotes] a text in an expression stands in double quotes
        [escape] “{$got}” in a text means nothing
        [number_unit] “{$got}” stands right behind a number
        [number] “{$got}” is no number
        [written_as] “{$got}” is written “{$expected}” here
        [equals_sign] an expression needs no equal sign in front here
        [semicolon_missing] a semicolon is missing in front of “{$got}”
        [semicolon_extra] no semicolon can stand here
        [braces] braces are missing behind the condition
        [question_mark] a question mark cannot choose between two values
        [name_missing] a name should stand here
        [colon_missing] a colon is missing in front of “{$got}”
        [named_twice] the name “{$got}” stands twice
        [not_assignable] what stands left of the equal sign is no name that can hold a value
        [outside_loop] “{$got}” stands only in loops
        [too_long] the expression is too long: at most {$expected} bytes
        *[other] the expression cannot be read at “{$got}”
    }
    .why = From here on the expression was not understood, and what follows was not checked.
    .help =
        { $reason ->
            [empty] Write the expression, or delete this entry.
            [ends_early] Add what belongs to the right of the operator, or delete the operator.
            [bracket_open] Add “{$expected}”; there must be as many closing brackets as opening ones.
            [bracket_extra] Delete it, or add the opening bracket.
            [operator_missing] Write an operator between the two, such as ==, >=, && or ||; put double quotes around a text.
            [value_missing] Add what is compared or calculated to its left, or delete it.
            [comma_missing] Separate the items with commas.
            [comma_extra] Delete it: numbers have no commas (2000), and conditions are joined by && or ||.
            [list_brackets] For example: matter in ["property", "welfare"].
            [quote_open] Add the other double quote.
            [single_quotes] Use double quotes instead of single ones.
            [escape] Delete the backslash; a backslash itself is written twice.
            [number_unit] A duration is written as a function, such as days(5); a text stands in double quotes; a name does not begin with a digit.
            [number] Write digits and a point only, such as 12 or 0.5.
            [written_as] Write “{$expected}”.
            [equals_sign] Delete the equal sign: guard, when and the like always hold an expression.
            [semicolon_missing] Each statement of a run block ends with a semicolon.
            [semicolon_extra] Delete it; semicolons stand only in run blocks.
            [braces] For example: if condition {"{"} a {"}"} else {"{"} b {"}"}.
            [question_mark] Write: if condition {"{"} a {"}"} else {"{"} b {"}"}.
            [name_missing] A name follows the point, as in event.organ.
            [colon_missing] Write “name: value”.
            [named_twice] Delete one of them, or give it another name.
            [not_assignable] Only the name of a data field can stand there; to compare, write two equal signs.
            [outside_loop] Delete it, or move it into a loop.
            [too_long] Give names to parts of it with derive.
            *[other] Check brackets, quotes and operators; “and” is &&, “or” is ||, “equals” is two equal signs.
        }

unknown_variable = “{$name}” in the expression is not defined
    .why = Expressions know declared fields, parameters and the engine's names; texts need double quotes.
    .help = Quote it if it is a text. Names: {$known}.

unknown_function = there is no function “{$name}”
    .why = Expressions can only call the functions that docket offers.
    .help = Functions: {$known}.

wrong_arguments = “{$name}” takes {$expected} here, not {$got}
    .why = The number or the types of the arguments do not fit.
    .help = Correct the arguments.

assignment_in_guard = a condition must not assign
    .why = Conditions only judge; one equal sign assigns, two compare.
    .help = Write two equal signs to compare.

unlike_types = {$left} and {$right} cannot be compared
    .why = The two sides are of different types, so they would never be equal.
    .help = Make both sides of one type.

integer_division = dividing whole numbers drops the rest
    .why = As whole numbers, 2 / 3 is 0, which spoils shares and votes.
    .help = Use ratio(a, b), or write one of them as a decimal such as 3.0.

expression_style = an expression must not be written in this style
    .why = Folded blocks, wrapped texts and escapes change the text, so that faults could not be shown at their place.
    .help = Write it on one line, in single quotes, or as a | block.

expression_expected = an expression is meant here, but “{$got}” is a plain word
    .why = Only a value that begins with “=” is an expression.
    .help = Put “=” before it: “={$got}”.

word_expected = a plain word is meant here, not the expression “{$got}”
    .why = This place must be known when the file is read.
    .help = Drop the “=” and write the name.

loop_outside_run = loops belong into “run” only
    .why = Conditions and values must come out in one step.
    .help = Use “find”, or move the loop into “run”.

forbidden_construct = “{$name}” is not allowed here
    .why = It would let the same facts give different results.
    .help = Use the functions that docket offers.

script_too_deep = the expression is nested too deeply, the limit is {$limit}
    .why = Such expressions are hard to check and slow.
    .help = Name intermediate results under “derive”.

guard_not_bool = a condition must be true or false, but gives {$got}
    .why = A condition can only hold or not hold.
    .help = Write a comparison such as “people >= 5”.

wrong_result_type = {$expected} is needed here, but the expression gives {$got}
    .why = The result does not fit the place.
    .help = Change the expression so that it gives {$expected}.

bad_duration = “{$got}” is no duration
    .why = A duration is a number and a unit; days and workdays are different things.
    .help = For example: 15 days, 5 workdays, 4 work_hours, 30 minutes, 2 months.

bad_date = “{$got}” is no date
    .why = A date is year-month-day and must exist.
    .help = For example: 2026-05-01.

bad_instant = “{$got}” is no instant
    .why = An instant needs date, time and offset.
    .help = For example: 2026-09-28T16:30+08:00.

working_unit_with_iso = “{$got}” does not tell days from workdays
    .why = Forms such as P1D mean calendar days, but working time is counted here.
    .help = Write the unit: “5 days” or “5 workdays”.

missing_year = the calendar “{$calendar}” lacks the year {$year}
    .why = Without it nobody knows the working days, and docket does not guess.
    .help = Add the year {$year}; mark it “provisional” until it is published.

units_mix = “{$got}” mixes units that cannot be added
    .why = Workdays and days, or months and days, depend on where one starts.
    .help = Use one unit.

share_of_months = a share of “{$got}” cannot be taken
    .why = Months and years have no fixed length, and the escalation has a rung at a share of the time.
    .help = Give the deadline in days or workdays, or give the rung as before: so long before the end.

rung_order = this rung of “{$name}” comes before the one above it
    .why = Rungs are numbered as they are written; out of order, lights and notices jump back and forth.
    .help = Put them in the order of time: shares (reach) and before, then reach: due, then after.

unknown_zone = there is no time zone “{$name}”
    .why = Zones carry their IANA names.
    .help = For example: Asia/Shanghai.

bad_time_of_day = “{$got}” is no time of day
    .why = It is hours:minutes, from 00:00 to 24:00, in quotes.
    .help = For example: '09:00'.

nothing_amended = nothing describes the year {$year} that is amended here
    .why = “amends” corrects what another document of the calendar, or the calendar it inherits, says of the year.
    .help = Take “amends” out if the year is described here first, or add the document that it corrects.

hours_of_rest = “{$name}” is a day of rest of the plain week and has no hours of its own
    .why = “weekdays” holds the half days among the working days; days of rest have the hours of “weekend”.
    .help = Write these hours under “weekend”, or take “{$name}” out of “rest”.

clock_outside = “{$name}” is not inside “{$state}”, to which the deadline belongs
    .why = A deadline lives as long as its state; it can run or stand still only in states inside it.
    .help = Name a state inside “{$state}”, or declare the deadline on a state around both, such as the document itself.

empty_window = there is no time from {$from} to {$to}
    .why = A rung that is held until a time which never comes would never act.
    .help = Let “from” be earlier than “to”; two windows around midnight are two rungs.

no_next_rung = silence on rung {$got} leads to the next rung, and there is none
    .why = Whoever does not acknowledge in time brings the next rung about; the last rung has nobody behind it.
    .help = Add a rung, or write “else: wait”.

provisional_year = this needs {$year} of the calendar “{$calendar}”, which is provisional
    .why = When the official arrangement is published, due days of that year may move, and what is written here may no longer hold.
    .help = Update the calendar then and mark the year official; until then, rather use a year that is official.

date_outside_year = “{$got}” does not lie in {$year}
    .why = Under a year stand only days of that year; another one has no effect.
    .help = Correct the date, or move it to its own year.

makeup_on_workday = “{$got}” is a working day anyway
    .why = A make-up working day is a day of rest that is worked; mostly the date is mistyped.
    .help = Compare it with the announcement.

bad_window = the working hours are out of order
    .why = Each period ends after it begins, and begins after the one before it has ended.
    .help = For example: 09:00 to 12:00, then 14:00 to 18:00.

calendar_cycle = the calendar “{$name}” inherits from itself
    .why = Following inherits would never end.
    .help = Remove one of them.

unknown_parent = there is no unit “{$name}” to belong to
    .why = Roles are found by walking up the tree, which breaks here.
    .help = Add the parent, or correct its name. Units: {$known}.

unit_cycle = the units form a circle: {$path}
    .why = No unit can be above itself; a walk upward would never end.
    .help = Correct the parent of one of them.

bad_csv = line {$line} of the table cannot be read
    .why =
        { $reason ->
            [cells] It has more or fewer cells than the header.
            *[other] Mostly a quote is not closed.
        }
    .help = Check it in a spreadsheet and save it as CSV (UTF-8).

csv_column = this table has no use for a column “{$name}”
    .why = The names of the columns must be as required.
    .help = Correct the name, or delete the column. Columns: {$known}.

csv_column_missing = the table lacks the column “{$name}”
    .why = Without it the rows mean nothing, so none was read.
    .help = Add “{$name}” to the header and fill it in each row.

duplicate_unit = the unit “{$name}” is listed twice
    .why = The id names the unit and must be unique.
    .help = Correct one of them, or delete the row.

duplicate_person = the person “{$name}” is listed twice
    .why = The id names the person and must be unique; people of one name need different ids.
    .help = Correct one of them, or delete the row.

level_order = the unit “{$unit}” ({$level}) cannot stand below a “{$parent_level}”
    .why = Levels go from high to low.
    .help = Correct its level or its parent.

post_unknown_person = the post names “{$name}”, who is no known person
    .why = Nobody outside the list can be given tasks.
    .help = Add the person, or correct the id. Known: {$known}.

post_unknown_unit = the post stands in “{$name}”, which is no known unit
    .why = A post must stand in a unit to be found.
    .help = Add the unit, or correct the id. Known: {$known}.

ends_before_start = the post ends before it begins
    .why = Nobody would hold it on any day.
    .help = Correct from or until.

nobody_holds_role = nobody holds the role “{$role}”
    .why = No post of any organisation gives it, so its tasks would reach nobody.
    .help = Give somebody a post with this role, or choose another role.

bad_parameter = the parameter “{$name}” is {$got}, but must lie between {$min} and {$max}
    .why = The bounds come from the rules and bind every place.
    .help = Write a value within the bounds.

unknown_pack = there is no pack called “{$name}”
    .why = A pack that is used must be read together with this one; its name is under pack in its pack.yaml.
    .help = Correct the name, or give its folder to the command as well. Known: {$known}.

use_cycle = packs use each other in a circle: {$path}
    .why = Adoption has an order: one pack makes the rules, the other fits them to a place.
    .help = Remove one of the uses.

bad_version = “{$got}” is no { $kind ->
        [requirement] requirement of versions
        *[version] version
    }
    .why =
        { $kind ->
            [requirement] It says which versions will do: ^0.1 is every revision of 0.1, ^2 every version of 2.
            *[version] A version is three numbers: great changes, additions, corrections.
        }
    .help =
        { $kind ->
            [requirement] For example ^0.1, ~1.4, or '>=1.2, <3' in quotes.
            *[version] For example 1.2.0.
        }

version_not_met = “{$name}” has version {$got}, but {$wanted} is required here
    .why = Another version may have other parameters and workflows; unread, it is not the same set of rules.
    .help = Read what changed and correct the version here, or go back to a version that will do.

set_outside_bounds = “{$name}” is set to {$got}, outside of its bounds
    .why =
        { $bound ->
            [min] It must be at least {$limit}. Basis: {$basis_en}.
            [units] Its bounds are in units such as {$limit}; another unit does not compare. Basis: {$basis_en}.
            *[max] It must be at most {$limit}. Basis: {$basis_en}.
        }
    .help =
        { $bound ->
            [units] Write it in the same unit.
            *[max] Write a value within the bounds: a place may only move within them.
        }

set_twice = the parameter “{$name}” of “{$pack}” is set to two values: {$got} and {$other}
    .why = In rules that are read together a parameter has one value; nobody knows which of the two holds.
    .help = Keep one of them. Two places whose values differ are two deployments, each with its own rules.

replaced_twice = the {$kind} “{$name}” of the workflow “{$workflow}” of “{$pack}” is replaced in two ways
    .why = In rules that are read together a piece has one form.
    .help = Keep one of them.

set_to_default = “{$name}” is set to {$got}, which it is anyway
    .why = It changes nothing now; should the default change one day, this value stays.
    .help = Leave it if it is meant to stay fixed, or delete it.

scenario_unknown_workflow = the scenario tests “{$name}”, which is no workflow
    .why = Without it the scenario cannot run.
    .help = Correct the name. Workflows: {$known}.

scenario_no_column = the examples have no column “{$name}”
    .why = The scenario fills itself from it.
    .help = Add it to the rows, or correct the name. Columns: {$known}.

scenario_unknown_placeholder = the placeholder “{$name}” has no column
    .why = It would stay in the scenario as it is.
    .help = Add the column, or correct the name. Columns: {$known}.

scenario_never_seen = “{$name}” can never be seen here
    .why =
        { $reason ->
            [no_sync] The line syncs no list.
            [no_rank] The board does not rank its lines.
            [ranked] A line with a rank has no reason to have none.
            [no_movement] The board does not say what has changed (`movement: true`).
            *[no_board] The line publishes no board, and none is named.
        }
    .help =
        { $reason ->
            [no_sync] Delete it, or say in this line which list is synced (`sync: key-tasks`).
            [no_rank] Delete it, or let the board rank (`rank`).
            [ranked] Delete one of the two.
            [no_movement] Delete it, or write `movement: true` in the board.
            *[no_board] Publish it in this line (`publish: disputes`), or name it below `board` (`name: disputes`).
        }

io = the file “{$path}” cannot be read: {$detail}
    .why = Its content was not checked.
    .help = Make sure that it exists and may be read.

schema_line = the first line could name the schema: {$expected}
    .why = Editors use it for hints and completion; docket runs without it.
    .help = Add the comment as the first line.

empty_pool = nobody can fill “{$slot}” for {$unit}
    .why = The layer names nobody, and nobody who is qualified holds the role of the pool there; so it is for {$units} rosters.
    .help = Name participants, fill the post in the organisation, or let the pool “walk” to the units above.

too_few_people = “{$slot}” needs {$count} at once, and only {$got} take part for {$unit}
    .why = The same person cannot be on duty twice at one time.
    .help = Lower the count, or let more people take part.

not_eligible = {$name} cannot fill “{$slot}”: “{$missing}” is missing
    .why = The slot asks for a role or a qualification that the person does not have on that day.
    .help = Give it to the person in the organisation, or name somebody else.

unknown_slot = there is no slot called “{$name}”
    .why = A slot is named that the rotation does not have.
    .help = Correct the name, or add the slot. Known: {$known}.

unknown_rotation = there is no rotation called “{$name}”
    .why = Who is on duty is known only of rotations that a *.rotation.yaml describes.
    .help = Correct the name; in a “fallback” it may be left out, to ask any rotation of the units above. Known: {$known}.

slot_needed = it is not said which slot is meant
    .why = The rotation has several slots: {$known}.
    .help = Write “slot:” with one of them.

turns_mix = turns that advance by {$advance} cannot be counted in {$unit}
    .why = Days of duty are counted in days; a block is as long as it is, and has no length of its own.
    .help = Write “unit: day” with “advance: eligible_day”, leave “every” out with “advance: block”, or advance by the calendar.

zero_length = it ends when or before it begins
    .why = Such a span holds no moment, so nobody would ever be on duty in it.
    .help = Correct the one or the other. A window whose end equals its start lasts 24 hours, and must begin before 24:00.

windows_overlap = two windows overlap
    .why = At one moment two turns of one layer would hold.
    .help = Let the later window begin where the earlier one ends, or use two layers.

no_day_fits = no day fits, or no run of days ever ends
    .why = The kinds of day and the days of the week that are asked for never fall on one day; or blocks are made of every day.
    .help = Remove one of the conditions. “weekend” and “makeup_workday” are never the same day.

rosters_overlap = the temporary rosters “{$other}” and “{$name}” overlap
    .why = Both would replace the layers of one slot at one time.
    .help = Move their ends apart, or name different units.

duty_gap = nobody fills “{$slot}” for {$unit} from {$from} to {$to}
    .why = Somebody must be on duty then; there are {$holes} such holes over the year that was looked at, for {$units} rosters.
    .help = Add a layer that covers it, narrow “service”, or set a “fallback”.

rest_too_short = {$name} is off at {$from} and on again at {$to}
    .why = That is less than the rest that the rotation asks for; it is so {$times} times over the year that was looked at ({$unit}).
    .help = Change the order, let more people take part, or lower “rest”.

same_person = {$name} would fill both “{$slot}” and “{$other}” at {$at}
    .why = The rotation says that these slots must not fall to the same person; it is so {$times} times over the year that was looked at ({$unit}).
    .help = Change the order or the number of participants of one of them.

unfair_duty = {$most} duties ({$kind}) fall on {$busiest} and {$least} on {$idlest}: the bound is {$bound}
    .why = The ledger of “{$slot}” for {$unit} over the year that was looked at is more uneven than “fairness” allows; so it is for {$units} rosters.
    .help = Give this kind of day a layer of its own that advances by eligible days or blocks, or raise the bound.

kinds_need_calendar = kinds of day are named, and no calendar
    .why = Only a calendar knows which days are holidays or are worked to make up for one.
    .help = Write “calendar:”, or use “weekdays” instead.

rest_unit = “{$got}” is no rest between shifts
    .why = Rest runs on the clock: it is counted in minutes or hours.
    .help = For example: 10 hours.

needs_on_duty = “{$name}” goes by who is on duty, and none of these is: {$got}
    .why = Only those who are found by a rotation, with “on_duty”, change with the shift; “shift: next” means those who come on next.
    .help =
        { $name ->
            [follow] Name an actor that is on duty in “to” of the task, or leave “follow” out.
            *[hold_until_next_shift] Name an actor that is on duty in “notify”, “reassign” or “acknowledge”, or write “skip”, “parent” or “incident”.
        }

never_on_duty = {$name} never gets a turn of “{$slot}”
    .why = Over the year that was looked at, turns always fall to others; so it is for {$people} people ({$unit}).
    .help = The number of participants and the length of turns may share a factor with the days of duty: change one of them, or advance by eligible days.

filled_above = only {$above} fills “{$slot}” for {$unit} from {$from} to {$to}
    .why = The roster has nobody then, and the duty above stands in; there are {$holes} such holes over the year that was looked at, for {$units} rosters.
    .help = Leave it if it is meant; else add a layer.

rest_across =
    { $kind ->
        [overlap] {$name} is on duty in both “{$one}” and “{$other}” at {$to}
        *[short] {$name} is off in “{$one}” at {$from} and on again in “{$other}” at {$to}
    }
    .why = The person takes part in both rotations: shifts must not meet, and the rest between them must not be less than the longer of their rests. It is so {$times} times over the year that was looked at, and for {$people} people of these two rotations.
    .help = Let somebody else take part in one of them, or move their hours apart; leave it if it is meant.

finding_undecided = “{$name}” cannot be decided for {$subject}
    .why =
        { $reason ->
            [limit] The condition took too long, or made something too large, and was stopped.
            *[value] Values of unlike kinds meet in the condition, or an absent one is counted with.
        }
    .help =
        { $reason ->
            [limit] Write a simpler condition.
            *[value] Give one attribute the same kind of value in every unit; compare with () first what may be absent.
        }

finding_fails = {$subject} does not meet “{$title_en}”
    .why = It rests on: {$basis_en}. It is so in {$times} places (“{$name}” of the pack).
    .help = {$todo_en}

column_untyped = what the published column “{$name}” holds is not known
    .why = Others read a published column by its type; the type of this expression cannot be told.
    .help = Say the type, for example `type: integer`.

column_not_single = the published column “{$name}” is no single value but {$got}
    .why = A column holds one value in a row: text, a number, true or false, a date, an instant, a duration, a unit or a person.
    .help = Give one of these: publish how many there are with count(...), say, or one field of it.

column_ages = the published column “{$name}” uses {$function}() and would grow stale
    .why = A published column is written when the case changes. Time goes on while the case rests, and what was written is wrong then.
    .help = Publish the date or instant itself, and compute with today() or now() in the board.

unknown_column = there is no column “{$name}”
    .why = Columns that can be named here: {$known}.
    .help = Use one of these, or add the column first.

not_published = the workflow “{$workflow}” does not publish “{$name}”
    .why = Boards and other workflows read the columns under `publish` of a workflow, and id, workflow, state, unit, light, opened_at, due_at, ended, which every case has.
    .help = Add the column under `publish` of that workflow; private fields cannot be published.

unknown_attribute = no unit has the attribute “{$name}”
    .why = Attributes that there are: {$known}.
    .help = Use one of these, or give the units this attribute in the organisation.

not_addable = the column “{$name}” cannot give `{$give}` of {$got}
    .why = Sums, means and medians are of numbers; the least and the greatest are of numbers, dates or instants.
    .help = Let `value` give a number; use `count` to count only, `list` to list.

rank_over_nothing = nothing can be ranked by “{$name}”: it is {$got}
    .why = A rank compares sizes; only numbers, dates and instants have one.
    .help = Rank by a column of numbers, or by `score`.

blank_light = { $name ->
        [icon] the {$colour} light has no icon
        *[word] the {$colour} light has no word
    }
    .why = A colour has no meaning of its own, and it differs from place to place; on paper in black and white only the icon and the word are left.
    .help = Write both, for example `icon: '▲'` and `word: red light`.

not_for_aggregate = { $give ->
        [first] “{$name}” is not needed where each case is a line of its own
        *[other] “{$name}” does not go with `{$give}`
    }
    .why = `value` goes with all but `count` and `share`; `of` with `share` only, `weight` with `weighted_mean`, `trim` with `trimmed_mean`.
    .help = Delete the key, or change `give`.

light_after_always = the {$colour} light is never shown
    .why = The first light that applies is shown, and one above it has no `when` and always applies.
    .help = Put the light without `when` last.

yaml_syntax =
    { $reason ->
        [bracket] brackets do not pair
        [quote] quotes do not pair
        [escape] a backslash in double quotes means nothing here
        [indent] the indentation does not line up
        [colon] a colon is missing, or the blank behind it
        [second_colon] there is a second colon on the line
        [character] this character cannot stand here
        *[other] this is no YAML
    }
    .why =
        { $reason ->
            [bracket] One is not closed here, or one is too many.
            [quote] The text that begins here does not end, or something follows the closing quote.
            [escape] It is followed by an unknown character.
            [indent] The line begins in another column than those above, so that nobody knows where it belongs.
            [colon] “key: value” is meant here.
            [second_colon] A line holds one “key: value” only.
            [character] A text that begins with a special sign is taken for something else.
            *[other] YAML cannot be read beyond this place.
        }
    .help =
        { $reason ->
            [bracket] Add the missing bracket, or delete the spare one.
            [quote] Add the same quote at the end; where the value itself holds quotes, put the other kind around it.
            [escape] Use single quotes, or delete the backslash.
            [indent] Lines of one level begin in the same column, the next level two blanks further in; use blanks only.
            [colon] Write “key: value”, with a blank behind the colon.
            [second_colon] Put the next key on a line of its own; quote a text that holds a colon.
            [character] Put the whole value in single quotes, or delete the character.
            *[other] Correct the line; if in doubt, put the whole value in single quotes.
        }

never_occurs =
    { $reason ->
        [empty] not a single day is written here
        [no_such_day] none of the months has such a day
        [span] the last day is before the first
        [beyond] no such period has so many days
        *[searched] it does not happen once in the years that the calendar describes
    }
    .why = It would never happen, and whoever wrote it would believe that it does.
    .help =
        { $reason ->
            [empty] Write at least one day.
            [no_such_day] Correct the day or the months; for the last day of the month use “last_day”, or “in_short_months: last_day”.
            [span] Correct “from” (the first day) or “until” (the last one).
            [beyond] Write a smaller “n”, or a longer period.
            *[searched] Correct what stands in “on”, or “from” and “until”; “or: skip” leaves out all days that are not worked.
        }

short_months = some of the months have no day {$day}
    .why = It is not said whether nothing happens in them, or their last day is meant.
    .help = Write “in_short_months: last_day” or “in_short_months: skip” in “dates”.

says_nothing = “{$name}” changes nothing here
    .why =
        { $name ->
            [or] This rhythm already tells worked days from others, so none of its days needs to move.
            [as] Without “each” the entry is looked at as a whole, and there is no row to name.
            [run_late_within] What is missed is skipped (“missed: skip”), so it never runs late.
            *[other] Every month has the days that are written.
        }
    .help = Delete it, or correct the key that makes it useless.

window_length = “{$got}” is no length of a window
    .why = A window is the first days of a period: 1 to 366, in days or workdays.
    .help = For example: 10 workdays.

late_unit = what is missed cannot run late within “{$got}”
    .why = The time runs from when it was due, in minutes, hours, days or workdays.
    .help = For example: 2 days, or 1 workday.

end_of_day = 24:00 is 00:00 of the next day
    .why = The times of a day go from 00:00 to 23:59; with 24:00, people do not know which day is meant.
    .help = Write '00:00' and the next day, or '23:59'.

unknown_board = there is no board “{$name}”
    .why = Only a board that the rules declare can be published.
    .help = Correct the name, or add the board. Known: {$known}.

no_such_entry = the list has no entry “{$name}”
    .why =
        { $kind ->
            [parent] The one above must be an entry of the same list; it opens first.
            *[row] Every row belongs to an entry of the list.
        }
    .help =
        { $kind ->
            [parent] Correct the name, or add the entry; what stands above all leaves this empty.
            *[row] Correct the name, add the entry, or delete the row.
        }

entry_cycle = the entries stand above each other in a circle: {$path}
    .why = Those above open first; in a circle none of them is the first.
    .help = Correct what stands above one of them.

entry_fails = “{$name}” does not meet what the list asks: {$say_en}
    .why = The condition under “checks” must hold for every entry or row. Places where it does not: {$times}.
    .help = Correct the value; if it is right, correct the condition.

entry_undecided = the condition cannot be decided for “{$name}”
    .why =
        { $reason ->
            [limit] The condition took too long, or made something too large, and was stopped.
            *[value] Values of unlike kinds meet in the condition, or an absent one is counted with.
        }
    .help =
        { $reason ->
            [limit] Write a simpler condition.
            *[value] Compare with () first what may be absent.
        }

event_not_filled = the event “{$event}” needs “{$name}”, which an entry may lack
    .why = What a case is told comes from its entry; an event without what it needs is refused.
    .help = Take another event, let this one do without “{$name}” (optional: true), or let the start need a field of the same name and type.

event_with_time = the event “{$event}” must say when it happened, which a list does not know
    .why = A list says which cases there are, not when each of them happened (happened: required).
    .help = Write happened: optional, or take an event that needs no time.

private_in_list = the private “{$name}” stands in plain text in the list
    .why = A private field is sealed where it is stored; the file of a list can be read by whoever has it.
    .help = Keep this file to yourselves and do not publish it with the pack; if it need not be secret, delete private; if it can be filled in later, delete it here.

not_in_table = “{$name}” does not fit into a cell of a table
    .why = A cell holds one value, or several parted by semicolons; keys with values do not fit.
    .help = Keep rows in a table of their own under rows, as in rows: {"{"} milestones: {"{"} file: milestones.csv, of: task {"}"} {"}"}; for anything else write the entries in the document.

list_too_large = the list is too large
    .why =
        { $kind ->
            [entry] A list has {$limit} entries at most.
            *[row] A table of rows has {$limit} rows at most.
        }
    .help = Make several lists of it.

no_such_row = the register “{$register}” has no row “{$name}”
    .why = This field names a row of the register by its key.
    .help = Correct the key, or add the row to the register. Known: {$known}.

more_faults = this list has {$count} more faults, which are not shown
    .why = At most {$limit} faults of a list are shown; most of them share a cause.
    .help = Correct those that are shown, and check again.

not_brought_by_start = the start of “{$workflow}” does not bring “{$name}”
    .why = The columns of a list are the fields that the start saves (“saves” of “opens”); any other field has nowhere to go.
    .help = Add “{$name}” to “saves” of “opens”, or delete it here.

unknown_schedule = there is no schedule “{$name}”
    .why = Only a schedule that the rules declare happens by itself.
    .help = Correct the name, or add the schedule. Known: {$known}.

unknown_list = there is no list “{$name}”
    .why = Only a list that a *.list.yaml declares can be synced.
    .help = Correct the name, or add the list. Known: {$known}.

unknown_register = there is no register called “{$name}”
    .why = Rows are looked up only in registers that a *.register.yaml describes.
    .help = Correct the name, or add the register. Known: {$known}.

no_such_column = the register “{$register}” has no column “{$name}”
    .why = A column is filled and used only when “columns” of the register lists it.
    .help = Correct the name, or add the column under “columns”. Known: {$known}.

column_or_field = “{$name}” is a column of “{$register}” and a name of this workflow
    .why = The bare name does not say which of the two is meant.
    .help = For the column write item.{$name}; beside it, the bare name is the workflow's own.

register_too_large = the register is too large
    .why =
        { $kind ->
            [column] A register has {$limit} columns at most.
            *[row] A register has {$limit} rows at most.
        }
    .help = Make several registers of it.

no_people_in_column = the column “{$name}” of the register “{$register}” holds no people
    .why = An actor takes people from a column of type person, or from a list of persons.
    .help = Use a column of people, or give this one the type person. Columns of people: {$known}.

empty_cell = there is nothing in the column “{$name}”
    .why = Every row needs a value in a column that is not marked optional: true.
    .help = Fill it in; where it may be left out, mark it optional: true under “columns” (of a list: under “data” of the workflow).

key_column_type = the column “{$name}” cannot be the key
    .why = The key names a row by one word, so it has one of these types: {$known}.
    .help = Change the type to one of them (numbers of items are text), or take another column.

read_as_constraint =
    { $kind ->
        [invariant] an invariant depends on “{$name}”, which is read of other cases
        [key] a key is made of “{$name}”, which is read of other cases
        [actor] who may act depends on “{$name}”, which is read of other cases
        [column] a published column depends on “{$name}”, which is read of other cases
        *[window] a legal window depends on “{$name}”, which is read of other cases
    }
    .why = What is read of other cases is as it stood before the step began, and may have changed since: it informs, but nothing that must hold can rest on it.
    .help =
        { $kind ->
            [invariant] Ask it in the guard of a transition; a total or a number of places that must be kept belongs to one case that grants them.
            [key] Use data of the case itself; that nothing is done twice is what `keys` sees to, by those.
            [actor] Go by data of the case, the organisation or a register; where needed, let an action save what was read first.
            [column] Publish data of the case itself; a board adds up over cases.
            *[window] Write a fixed time, a parameter or data of the case; where needed, let an action save what was read first.
        }

private_asked = other cases must not be looked through by what is private: “{$name}”
    .why = What is asked and what it comes to stand in the log, where they are neither sealed nor erased with this case.
    .help = Look for the cases by a field that is public.

unlisted_column = “{$name}” is not listed under `reads`
    .why = The workflow “{$workflow}” publishes this column; columns are listed with their types, so that a stored definition does not need the other workflow.
    .help = Add it, as in reads: {"{"} {$name}: {"{"} type: text {"}"} {"}"}, with the type that is published.
