# Words of the diagnostics in Chinese. One message a code: the fault, then .why and .help.
ui-error = 错误
ui-warning = 警告
ui-note = 提示
ui-why = 原因
ui-help = 办法
ui-hint = 建议
ui-suggestion = 是不是想写“{ $suggestion }”？
ui-summary = 共 { $errors } 个错误，{ $warnings } 个警告
ui-or = 或
ui-none = （无）
ui-absent = 找不到这个文件
ui-see-reference = 见规则写法说明（docs/reference）
ui-argument = {" "}{ $n } 个参数
ui-arguments = {" "}{ $n } 个参数
ui-wrong = 有问题的写法
ui-right = 正确的写法
label-first-here = 第一次写在这里
label-defined-here = 定义在这里
label-used-here = 用在这里
label-because = 与这里有关
ui-top = 文件最外层
kind-key = 项目
kind-year = 年份
kind-day = 日期
kind-role = 角色
kind-level = 层级
kind-state = 状态
kind-workflow = 流程
kind-deadline = 期限
kind-field = 数据项
kind-parent = 上级日历
kind-rotation = 排班
kind-schedule = 日程
kind-time = 时间
kind-month = 月份
kind-register = 名册
kind-row = 行
kind-statutory = 法定节假日
kind-rest = 其他休息日
kind-workday = 上班日
kind-night = 夜班
kind-event = 事件
kind-obligation = 应办事项
kind-column = 列
kind-light = 灯
kind-board = 公示榜
kind-list = 清单
kind-entry = 条目
kind-pack = 规则包
kind-escalation = 催办升级方案
kind-document = 文书
kind-notice = 通知
type-null = 空值
type-bool = true 或 false（是或否）
type-integer = 整数
type-decimal = 数
type-text = 文字
type-list = 列表
type-mapping = 一组键值
type-date = 日期
type-instant = 时刻
type-duration = 时长
type-fraction = 分数
type-enum = 选项中的一个词
type-unit = 单位
type-person = 人员
type-party = 当事人
type-file = 文件
type-money = 金额
type-record = 一组键值
type-row = 名册的一行
type-nothing = 空值
type-any = 任意值
type-other = 别的写法

utf8 = 文件不是 UTF-8 编码
    .why = 这里的字节不能按 UTF-8 读成文字，后面的内容可能读错。
    .help = 请在编辑器里选择“另存为”，编码选 UTF-8。

nul = 文件里有看不见的空字节
    .why = 空字节不是文字，多半是文件损坏，或者它根本不是文本文件。
    .help = 请删去这个字节，或重新导出文件。

too_large = 文件太大：{$got} 字节，上限 {$limit} 字节
    .why = 为防止误放大文件拖垮系统，超过上限的文件不读。
    .help = 请把内容拆成几个文件，或把成批的行放进 CSV。

too_deep = 层次太深，上限 {$limit} 层
    .why = 嵌套这么深的内容多半是括号没有配对，或缩进错乱。
    .help = 请检查括号和缩进；确实需要时，把内层拆出去。

too_many_nodes = 内容项太多，上限 {$limit} 项
    .why = 一个文件里的键和值合计超过上限，后面的没有读。
    .help = 请拆成几个文件，或把成批的行放进 CSV。

empty = 文件是空的
    .why = 除了空白和注释，这里什么也没有写。
    .help = 请写入内容；不需要的文件请删去。

duplicate_key = 键“{$name}”写了两次
    .why = 同一处的同名键只能有一个，写两个就不知道以哪个为准；这里按第一个理解。
    .help = 请删去一个，或给其中一个改名。

unknown_anchor = 没有叫“{$name}”的锚点
    .why = “*{$name}”引用前面用“&{$name}”标出的内容，而前面没有这样的标记。
    .help = 请先用“&{$name}”标出内容，或直接写出内容；如果本意是星号开头的文字，请加引号。

unknown_tag = 不认识标签“{$name}”
    .why = 叹号开头的词是类型标签，本系统只认 !!str 等标准标签。
    .help = 请删去它；如果是文字的一部分，请给整个值加引号。

many_documents = 一个文件里有不止一个文档
    .why = 单独一行的“---”开始另一个文档，它后面的内容没有读。
    .help = 请把后面的内容移到另一个文件。

fullwidth_punctuation = 这里用了全角符号“{$got}”，应当是半角“{$expected}”
    .why = 表示结构的冒号、逗号、引号、括号、空格和数字必须是半角，全角的只算普通文字。
    .help = 请切换到英文输入法重打；如果确实是正文，请给整个值加英文引号。

tab_indent = 缩进用了制表符（Tab）
    .why = 缩进只能用空格：制表符在不同编辑器里宽度不同，层次会看错。
    .help = 请把它换成空格，每层两个；多数编辑器可以设为自动替换。

cut_at_hash = 值在“#”处被截断，只剩“{$kept}”
    .why = 空格后面的“#”开始注释，“{$lost}”没有算进值里。
    .help = 请给整个值加单引号；如果是注释，请在“#”后加一个空格。

flow_comma_split = “{$text}”会在逗号处断成两截
    .why = 花括号或方括号里的逗号分隔各项，没有加引号的式子会被拆开。
    .help = 请给式子加单引号。

alias_bomb = 引用展开后太大，上限 {$limit} 项
    .why = 层层引用会成倍膨胀，为防止耗尽内存，读到这里为止。
    .help = 请减少用星号引用的内容。

complex_key = 键必须是一个词
    .why = 这里用列表或另一组键值作键，本系统没有这样的写法。
    .help = 请改用一个名称作键。

unknown_key = 这里没有“{$name}”这个键
    .why = 写错的键不会起作用，所以不能放过。
    .help = 这里可以写：{$known}。

indent_lost = “{$name}”少缩进了：它应当在“{$parent}”里面
    .why = 它与“{$parent}”对齐，“{$parent}”里面就什么也没有了。
    .help = 请在它和它下面各行的前面多加两个空格。

wrong_type = “{$name}”应当是{$expected}，这里写的是{$got}
    .why = 这个位置只接受一种写法。
    .help = 请改成{$expected}。
    .help-mapping = 请写成“键: 值”：另起一行并多缩进两格，或写在花括号里，例如 {"{"} to: over {"}"}。
    .help-list = 请写成列表：写在方括号里，例如 [a, b]，或每项另起一行，以“- ”开头。
    .help-text = 请写成文字；数字、日期和 true、false 要当文字用时，请加引号。
    .help-integer = 请只写数字，不加引号和单位，例如 5。
    .help-bool = 请写 true（是）或 false（否），不加引号。

missing_key = 缺少必须写的“{$name}”
    .why = 没有它，这一段就不完整。
    .help = 请补上“{$name}:”和它的值。

not_one_of = “{$got}”不在可选范围内
    .why = 这个位置只能从固定的几个词里选。
    .help = 请选用其中之一：{$known}。

out_of_range = “{$got}”超出范围
    .why =
        { $bound ->
            [min] 不得小于 { $limit }。
            [max] 不得大于 { $limit }。
            [above] 必须大于 { $limit }。
            [below] 必须小于 { $limit }。
            [min_items] 至少要有 { $limit } 项。
            [max_items] 最多只能有 { $limit } 项。
            [min_length] 至少要有 { $limit } 个字。
            [max_length] 最多只能有 { $limit } 个字。
            *[other] 界限是 { $limit }。
        }
    .help = 请改成范围内的值。

pattern = “{$got}”的写法不对
    .why = 这个位置要求的格式是：{$expected}。
    .help = 请按要求的格式改写。

exactly_one_of = 这里必须恰好写一个动作或选项，现在写的是：{$got}
    .why = 一项里写几个，就不知道先做哪个；一个也不写，就什么都不做。
    .help = 只留一个，其余各写成单独的一项。可用的有：{$known}。

language_missing = 缺少“language: {$expected}”
    .why = 每个文件都要写明所用的语言版本，将来规则语言更新时，旧文件才不会被误读。
    .help = 请在文件开头加一行“language: {$expected}”。

language_unsupported = 不支持语言版本“{$got}”
    .why = 本程序能读的版本是 {$expected}。
    .help = 请改为“language: {$expected}”，或更新程序。

unknown_kind = 从文件名看不出“{$got}”是哪一类文件
    .why = 文件的种类由后缀决定，例如 petition.workflow.yaml 是一个流程。
    .help = 请改用这些后缀之一：{$known}。

unknown_state = 没有叫“{$name}”的状态
    .why = 状态写在流程文件的 states 或 regions 里，引用时名称要一字不差。
    .help = 请改正名称，或补上声明。现有：{$known}。

unknown_event = 没有叫“{$name}”的事件
    .why = 事件写在流程文件的 events 里，引用时名称要一字不差。
    .help = 请改正名称，或补上声明。现有：{$known}。

unknown_actor = 没有叫“{$name}”的办理人（actor）
    .why = 办理人写在流程文件的 actors 里，引用时名称要一字不差。
    .help = 请改正名称，或补上声明。现有：{$known}。

unknown_role = 没有叫“{$name}”的角色
    .why = 角色写在组织文件（*.org.yaml）的 roles 里，引用时名称要一字不差。
    .help = 请改正名称，或补上声明。现有：{$known}。

unknown_unit = 没有叫“{$name}”的单位
    .why = 单位写在组织文件（*.org.yaml）的 units 里，引用时名称要一字不差。
    .help = 请改正名称，或补上声明。现有：{$known}。

unknown_level = 没有叫“{$name}”的层级
    .why = 层级写在组织文件（*.org.yaml）的 levels 里，引用时名称要一字不差。
    .help = 请改正名称，或补上声明。现有：{$known}。

unknown_person = 没有叫“{$name}”的人员
    .why = 人员写在组织文件（*.org.yaml）的 people 里，引用时名称要一字不差。
    .help = 请改正名称，或补上声明。现有：{$known}。

unknown_calendar = 没有叫“{$name}”的日历
    .why = 日历写在日历文件（*.calendar.yaml）里，引用时名称要一字不差。
    .help = 请改正名称，或补上声明。现有：{$known}。

unknown_counting = 没有叫“{$name}”的计日规则
    .why = 计日规则写在日历文件的 countings 里，引用时名称要一字不差。
    .help = 请改正名称，或补上声明。现有：{$known}。

unknown_field = 没有叫“{$name}”的数据项
    .why = 这里引用的数据项必须先在规则里声明，名称要一字不差。
    .help = 请改正名称，或补上声明。现有：{$known}。

unknown_escalation = 没有叫“{$name}”的催办升级方案
    .why = 催办升级方案写在流程文件的 escalations 里，引用时名称要一字不差。
    .help = 请改正名称，或补上声明。现有：{$known}。

unknown_document = 没有叫“{$name}”的文书模板
    .why = 文书模板写在流程文件的 documents 里，引用时名称要一字不差。
    .help = 请改正名称，或补上声明。现有：{$known}。

unknown_parameter = 没有叫“{$name}”的参数
    .why = 参数写在规则包 pack.yaml 的 parameters 里，引用时名称要一字不差。
    .help = 请改正名称，或补上声明。现有：{$known}。

unknown_workflow = 没有叫“{$name}”的流程
    .why = 流程写在流程文件（*.workflow.yaml）里，引用时名称要一字不差。
    .help = 请改正名称，或补上声明。现有：{$known}。

unknown_notice = 没有叫“{$name}”的通知模板
    .why = 通知模板写在流程文件的 notices 里，引用时名称要一字不差。
    .help = 请改正名称，或补上声明。现有：{$known}。

duplicate_name = {$kind}“{$name}”写了两次
    .why = 同类之中名称不能重复，否则不知道以哪个为准；这里按第一个理解。
    .help = 请删去多余的一个；如果本来是两样，请给其中一个改名。

reserved_name = “{$name}”是保留的名称
    .why = 它在式子里另有含义，或者以 timer.、done.、error. 开头，留给系统自己用。
    .help = 请换一个名称，例如在后面加一个词。

bad_name = “{$name}”不能作名称
    .why = 式子里要用到这个名称，所以其中不能有空格和符号，也不能以数字开头。
    .help = 请只用汉字、字母、数字和下划线；要显示给人看的名称写在 title 里。

sibling_regions = 不能从“{$from}”直接转到另一条并行线上的“{$to}”
    .why = 并行的各条线同时进行，从一条线跳进另一条，会使那条线同时处在两个状态。
    .help = 请把目标设为本线内的状态，或转到并行之外的状态。

unknown_deadline = 没有叫“{$name}”的期限
    .why = 期限以所在状态的名称，或以它在 deadlines 下的键为名。
    .help = 请改正名称，或补上声明。现有：{$known}。

engine_event = “{$name}”是系统自己发出的事件，不能声明，也不能由人发出
    .why = 以 timer.、done.、error.、shift.、child.、parent. 开头的事件，以及以 .missed 结尾的事件，只由系统发出。
    .help = 请换一个事件名；要响应它，只在 on 里写即可。

private_shown = 编号、通知和公布的列不得带出不公开的内容：“{$name}”
    .why = 编号和发出的文字人人可见，写进去以后就收不回来，也无法加密保存。
    .help = 请换成公开的数据项；文书确需写明的，先存入标有 private 的数据项，再整项引用。

unknown_children = 没有叫“{$name}”的子事项
    .why = 子事项写在 children 里，各有名称，这里要用那个名称。
    .help = 请改正名称，或补上声明。现有：{$known}。

not_its_child = “{$child}”没有写明“{$parent}”是它的上级事项
    .why = 一方公开的内容，另一方要接得住，所以两份流程文件要互相写明。
    .help = 请在“{$child}”的流程文件里写 parent: {"{"} workflow: {$parent} {"}"}。

not_its_parent = “{$parent}”没有以“{$child}”为流程的子事项
    .why = 一方公开的内容，另一方要接得住，所以两份流程文件要互相写明。
    .help = 请在“{$parent}”的流程文件的 children 里写上它。

child_cycle = 这些流程互为上下级，绕成了一圈：{$path}
    .why = 每件事项都可能再启动下一件，没有尽头。
    .help = 请让每一级各用一个流程，最上一级不写 parent。

private_shared = 不公开的内容不得在上下级事项之间公开：“{$name}”
    .why = 公开给对方的内容存在另一件事项里，不再加密，也不随本事项一并抹去。
    .help = 请改为公开可以公开的数据项，如进度、数量。

unreachable_state = 状态“{$name}”永远到不了
    .why = 从起始状态出发，没有任何转移通向它。
    .help = 请加一个通向它的转移；不需要它就删去。

silent_state = 状态“{$name}”会一直停住
    .why = 这里没有派给人的任务，没有期限，也不是终点，事情到了这里再没人管。
    .help = 请加一个任务（task）或期限（deadline）；若是终点，请写 final: true。

no_initial = “{$name}”没有写明从哪个状态开始
    .why = 有下级状态时，必须知道进来后先到哪一个。
    .help = 请写 initial，可选：{$known}。

final_with_children = 终点状态“{$name}”不能再有下级状态
    .why = 到了终点，事情就结束了，里面的状态不会再进行。
    .help = 请去掉 final，或把下级状态移出去。

event_never_allowed = 状态“{$state}”的任务要人做“{$event}”，但这里不处理它
    .why = 办理人点了这一项，系统只会退回。
    .help = 请在这个状态或上级状态的 on 里写上“{$event}”，或从 does 里去掉。

transition_never_taken = “{$event}”的这一种走法永远轮不到
    .why = 前面一种没有条件，总会先被选中。
    .help = 请给前面的加条件（guard），或把没有条件的放到最后。

actor_unresolvable = 在状态“{$state}”里一定找不到“{$name}”是谁
    .why = 确定这个人要用数据项“{$field}”，而到这个状态为止，没有一步填写过它。
    .help = 请换一个办理人，或让前面的事件先保存“{$field}”（saves）。

history_without_parent = “{$name}”没有可以回到的地方
    .why = history 表示回到一个状态上次离开时的位置；这里的外层是整个流程，从开始到结束都没有离开过它。
    .help = 请把它移进一个有下级状态的状态。

empty_regions = 并行状态“{$name}”里一条线也没有
    .why = 并行至少要有一条线，否则一进去就算办完。
    .help = 请在 regions 里写上各条线，或去掉 regions。

frozen_field_written = 状态“{$state}”冻结了“{$name}”，这里却要改它
    .why = 冻结是为了保证此后依据不变，办理到这里会被退回。
    .help = 请去掉这个写入，或把“{$name}”从 freezes 里去掉；事件可以不带这一项的，写进它的 may_omit。

deadline_without_effect = 状态“{$state}”的期限到了以后什么也不发生
    .why = 没有写催办升级，也没有写到期后怎么办，这个期限等于没有。
    .help = 请写 escalation 或 then。

event_never_handled = 事件“{$name}”声明了，但没有一个状态处理它
    .why = 谁发出它都会被退回。
    .help = 请在某个状态的 on 里写上它，或删去声明。

eventless_loop = 状态“{$name}”可能不停地转圈
    .why = 这里的自动转移会绕回原处，条件一直成立就停不下来，系统会强行中止。
    .help = 请确认条件会变为不成立，或改为由事件触发。

task_not_allowed = “{$state}”的任务要求发出“{$event}”，但领受任务的人都无权发出
    .why = 谁能发出事件由它的 by 决定，任务不会扩大权限。
    .help = 请把任务交给有权的角色，或在事件的 by 里加上这个角色。

miss_without_effect = 应办事项“{$name}”漏办了以后什么也不发生
    .why = 没有一个状态处理 {$name}.missed，也没有式子查问漏办的次数，这项义务漏办多少次都无人过问。
    .help = 请在所在状态或外层状态的 on 里写上 {$name}.missed，例如加条件 event.in_a_row >= 2。

choose_without_default = “{$event}”的几种走法都带条件，可能一种也不走
    .why = 条件都不成立时，这个事件不会引起任何变化。
    .help = 如果不是本意，请在最后加一种不带条件的走法。

script_syntax =
    { $reason ->
        [empty] 这里没有写式子
        [ends_early] 式子没有写完
        [bracket_open] 括号没有关上，缺少“{$expected}”
        [bracket_extra] 多了一个“{$got}”，前面没有与它成对的括号
        [operator_missing] “{$got}”的前面缺少运算符
        [value_missing] “{$got}”的左边缺少内容
        [comma_missing] “{$got}”的前面缺少逗号
        [comma_extra] 这里不能有逗号
        [list_brackets] 几个值要用方括号括起来
        [quote_open] 文字的双引号没有成对
        [single_quotes] 式子里的文字要用双引号
        [escape] 文字里的“{$got}”读不懂
        [number_unit] 数字后面紧跟着“{$got}”，读不懂
        [number] “{$got}”不是正确的数
        [written_as] “{$got}”要写成“{$expected}”
        [equals_sign] 这里的式子不用等号开头
        [semicolon_missing] “{$got}”的前面缺少分号
        [semicolon_extra] 这里不能有分号
        [braces] 条件后面缺少花括号
        [question_mark] 不能用问号来二选一
        [name_missing] 这里应当是一个名称
        [colon_missing] “{$got}”的前面缺少冒号
        [named_twice] 名称“{$got}”写了两次
        [not_assignable] 等号左边不是可以存放的名称
        [outside_loop] “{$got}”只能写在循环里
        [too_long] 式子太长，上限 {$expected} 字节
        *[other] 式子不合写法，读到“{$got}”读不下去了
    }
    .why = 这个式子从这里起读不懂，后面的部分没有检查。
    .help =
        { $reason ->
            [empty] 请写上式子，或删去这一项。
            [ends_early] 请补上运算符右边的内容，或删去多余的运算符。
            [bracket_open] 请补上“{$expected}”；左右括号的个数要一样。
            [bracket_extra] 请删去它，或在前面补上与它成对的括号。
            [operator_missing] 请在两项之间写上运算符，例如 ==、>=、&&、||；如果是文字，请给整段加双引号。
            [value_missing] 请在它的左边补上要比较或计算的内容，或删去它。
            [comma_missing] 各项之间用半角逗号隔开。
            [comma_extra] 请删去逗号：数里不写逗号（2000），几个条件之间写 && 或 ||。
            [list_brackets] 例如：matter in ["property", "welfare"]。
            [quote_open] 请在文字的另一头补上双引号。
            [single_quotes] 请把单引号改成双引号。
            [escape] 请去掉反斜线；要写反斜线本身，请写两个。
            [number_unit] 时长请写成 days(5) 这样的函数；如果是文字，请加双引号；如果是名称，请不要以数字开头。
            [number] 请只写数字和小数点，例如 12 或 0.5。
            [written_as] 请改成“{$expected}”。
            [equals_sign] 请删去开头的等号；guard、when 这些位置写的总是式子。
            [semicolon_missing] run 里的每一句都以半角分号结束。
            [semicolon_extra] 请删去它；分号只用在 run 里。
            [braces] 例如：if 条件 {"{"} 甲 {"}"} else {"{"} 乙 {"}"}。
            [question_mark] 请写成：if 条件 {"{"} 甲 {"}"} else {"{"} 乙 {"}"}。
            [name_missing] 点号后面要写名称，例如 event.organ。
            [colon_missing] 请写成“名称: 值”。
            [named_twice] 请删去一个，或给其中一个改名。
            [not_assignable] 等号左边只能写一个数据项的名称；如果要比较，请写两个等号。
            [outside_loop] 请删去它，或移到循环里。
            [too_long] 请用 derive 给中间结果取名，分步来写。
            *[other] 请检查这里的括号、引号和运算符；“且”写 &&，“或”写 ||，“等于”写两个等号。
        }

unknown_variable = 式子里的“{$name}”没有定义
    .why = 式子只能用声明过的数据项、参数和系统提供的名称；文字要加双引号。
    .help = 如果是文字，请加双引号；可用的名称：{$known}。

unknown_function = 没有叫“{$name}”的函数
    .why = 式子里只能用系统提供的函数。
    .help = 可用的函数：{$known}。

wrong_arguments = 函数“{$name}”这里要{$expected}，写的是{$got}
    .why = 参数的个数或种类不合，函数无法计算。
    .help = 请按要求补足或改正参数。

assignment_in_guard = 条件里不能赋值
    .why = 条件只用来判断，不能改变数据；一个等号是赋值，两个等号才是比较。
    .help = 如果要比较，请写两个等号。

unlike_types = {$left}和{$right}不能比较
    .why = 两边种类不同，比较的结果总是“不相等”，多半不是本意。
    .help = 请把两边改成同一种类。

integer_division = 两个整数相除会丢掉小数
    .why = 按整数算，2 除以 3 得 0，比例和票数会算错。
    .help = 请用 ratio(a, b) 精确计算，或先把一个数写成小数，如 3.0。

expression_style = 式子不能用这种写法
    .why = 折叠块（>）、折行的文字和带反斜线的双引号会改变内容，出错时无法指出位置。
    .help = 请写在一行里，或用单引号，或用竖线（|）块。

expression_expected = 这里要写式子，“{$got}”会被当作普通文字
    .why = 以等号“=”开头的值才是式子，否则就是文字本身。
    .help = 请在前面加“=”，例如“={$got}”。

word_expected = 这里要写一个名称，不能写式子“{$got}”
    .why = 这个位置的内容在读文件时就要确定，不能到办理时再算。
    .help = 请去掉前面的等号，写出确定的名称。

loop_outside_run = 循环只能写在 run 里
    .why = 条件和取值必须一步算出，循环会让结果难以预料。
    .help = 请改用 find 等统计写法，或移到 run 里。

forbidden_construct = 这里不能用“{$name}”
    .why = 为了让同样的材料总得出同样的结果，这种写法不允许。
    .help = 请改用系统提供的函数。

script_too_deep = 式子嵌套太深，上限 {$limit} 层
    .why = 太深的式子难以核对，也会拖慢系统。
    .help = 请用 derive 把中间结果取名，分步来写。

guard_not_bool = 条件的结果应当是“是”或“否”，这里得出{$got}
    .why = 条件只能回答成立或不成立。
    .help = 请写成比较，例如“人数 >= 5”。

wrong_result_type = 这里需要{$expected}，式子得出{$got}
    .why = 得出的种类与位置不合。
    .help = 请改式子，使它得出{$expected}。

bad_duration = “{$got}”不是时长
    .why = 时长由数和单位组成；天（days）与工作日（workdays）不同，必须写明。
    .help = 例如：15 days、5 workdays、4 work_hours、30 minutes、2 months。

bad_date = “{$got}”不是日期
    .why = 日期写成 年-月-日，并且要在日历上确实存在。
    .help = 例如：2026-05-01。

bad_instant = “{$got}”不是确定的时刻
    .why = 时刻要有日期、时间和时区，否则无法确定先后。
    .help = 例如：2026-09-28T16:30+08:00。

working_unit_with_iso = “{$got}”看不出是自然日还是工作日
    .why = P1D 一类写法只表示自然日，这里要按工作时间计算。
    .help = 请写明单位，例如“5 days”（天）或“5 workdays”（工作日）。

missing_year = 日历“{$calendar}”没有 {$year} 年的节假日安排
    .why = 没有安排就无法确定哪天上班，系统不会猜。
    .help = 请补上 {$year} 年的数据；还没有公布时，可标为 provisional（暂定）。

units_mix = “{$got}”混用了不能相加的单位
    .why = 工作日和自然日、月和日不能直接相加，结果与起点有关。
    .help = 请只用一种单位。

share_of_months = 不能取“{$got}”的百分比
    .why = 月和年长短不一，几成是多少天不确定；催办升级方案里却有按百分比的一级。
    .help = 请把期限改用天或工作日，或把那一级写成 before（到期前多少天）。

rung_order = “{$name}”里这一级排晚了，它比前面的一级先到
    .why = 各级按写的先后编号；次序颠倒，灯色和通知就会忽前忽后。
    .help = 请按时间先后排列：先是百分比（reach）和到期前（before），再是到期（reach: due），最后是到期后（after）。

unknown_zone = 没有叫“{$name}”的时区
    .why = 时区用国际通用的名称，才能正确换算。
    .help = 例如：Asia/Shanghai。

bad_time_of_day = “{$got}”不是一天中的时间
    .why = 时间写成 时:分，从 00:00 到 24:00，并加引号。
    .help = 例如：'09:00'。

nothing_amended = 这里更正 {$year} 年，但没有别的文件写过这一年
    .why = amends 更正的是同名日历的另一份文件、或所继承日历中的这一年。
    .help = 如果这一年是在这里首次写明的，请去掉 amends；否则请加上被更正的文件。

hours_of_rest = {$name} 是平常一周里的休息日，不能单独写工作时间
    .why = weekdays 只写工作日中的半天；休息日的时间写在 weekend 下。
    .help = 请把时间写到 weekend 下，或者把 {$name} 从 rest 中去掉。

clock_outside = “{$name}”不在期限所属的“{$state}”里面
    .why = 期限与所属的状态同生同灭，只能在其内部的状态里走表或停表。
    .help = 请写“{$state}”内部的状态，或者把期限写到同时包含两者的状态上，例如整个文件。

empty_window = 从 {$from} 到 {$to} 没有时间
    .why = 等一个永远不会到来的时间，这一级就永远不会执行。
    .help = 请让 from 早于 to；跨午夜的，分成两级来写。

no_next_rung = 第 {$got} 级无人确认时应到下一级，但后面没有了
    .why = 逾期不确认就轮到下一级；最后一级后面没有人。
    .help = 请再加一级，或者写 else: wait。

provisional_year = 这里用到日历“{$calendar}”的 {$year} 年，而这一年还是暂定的
    .why = 国务院的放假安排公布后，这一年的期限可能变动，这里写的日期和预期也可能不再成立。
    .help = 公布后请更新日历并标为 official（正式）；在那以前，最好用已有正式安排的年份。

date_outside_year = “{$got}”不在 {$year} 年里
    .why = 每一年下面只写这一年的日期，写错年份的日期不会起作用。
    .help = 请改正日期，或把它移到它自己的年份下面。

makeup_on_workday = “{$got}”本来就是工作日，不用补班
    .why = 补班日（makeup_workday）是把休息日改成上班，多半是日期写错了。
    .help = 请核对放假通知里的日期。

bad_window = 上班时段的先后不对
    .why = 每一段的结束要晚于开始，后一段要在前一段之后。
    .help = 例如：上午 09:00 到 12:00，下午 14:00 到 18:00。

calendar_cycle = 日历“{$name}”绕了一圈又继承自己
    .why = 沿着 inherits 找下去永远找不完。
    .help = 请去掉其中一个 inherits。

unknown_parent = 没有叫“{$name}”的上级单位
    .why = 找人和上报都要沿着上级走，中间断了就走不通。
    .help = 请先写上级单位，或改正名称。现有单位：{$known}。

unit_cycle = 单位的上下级绕成了圈：{$path}
    .why = 一个单位不能是自己的上级，沿着上级找人会永远找不完。
    .help = 请改正其中一个单位的上级。

bad_csv = 表格第 {$line} 行读不出来
    .why =
        { $reason ->
            [cells] 这一行的列数与表头不同。
            *[other] 多半是引号没有成对。
        }
    .help = 请用表格软件打开检查，另存为 CSV（UTF-8）。

csv_column = 不认识表格里“{$name}”这一列
    .why = 列名必须与要求一致，内容才能对上。
    .help = 请改正列名，或删去这一列。可用的列：{$known}。

csv_column_missing = 表格缺少“{$name}”这一列
    .why = 没有这一列，表格里的内容就无法认定，整张表都没有读。
    .help = 请在表头加上“{$name}”，并在每一行填好。

duplicate_unit = 单位代码“{$name}”重复
    .why = 代码用来认定单位，必须唯一。
    .help = 请改正其中一个的代码，或删去重复的行。

duplicate_person = 人员代码“{$name}”重复
    .why = 代码用来认定是谁，必须唯一；同名的人请用不同代码。
    .help = 请改正其中一个的代码，或删去重复的行。

level_order = 单位“{$unit}”（{$level}）不能在“{$parent_level}”之下
    .why = 层级是从高到低排好的，下级单位的层级必须更低。
    .help = 请改正它的层级或上级。

post_unknown_person = 岗位上的“{$name}”不在人员名单里
    .why = 名单里没有的人收不到任务。
    .help = 请把他加进人员名单，或改正代码。现有：{$known}。

post_unknown_unit = 岗位所在的单位“{$name}”不存在
    .why = 岗位要落在一个单位里，系统才找得到它。
    .help = 请加上这个单位，或改正代码。现有：{$known}。

ends_before_start = 岗位的结束日期早于开始日期
    .why = 这样的岗位一天也没有人担任。
    .help = 请改正 from（开始）或 until（结束）。

nobody_holds_role = 没有一个岗位担任“{$role}”
    .why = 所有组织文件里都没有人担任它，派给它的任务不会有人接。
    .help = 请在组织文件的 posts 里安排人，或改派给别的角色。

bad_parameter = 参数“{$name}”的值 {$got} 不在 {$min} 到 {$max} 之间
    .why = 上下限来自规则的依据，地方调整不能越过。
    .help = 请改成范围内的值。

unknown_pack = 没有叫“{$name}”的规则包
    .why = 采用的规则包要和本包一起读入；包名写在它的 pack.yaml 的 pack 里。
    .help = 请改正名称，或把它所在的文件夹也写在命令里。现有：{$known}。

use_cycle = 规则包绕着圈互相采用：{$path}
    .why = 采用要有先后：谁在下面定规则，谁在上面按本地情况调整。
    .help = 请去掉其中一处 uses。

bad_version = “{$got}”不是{ $kind ->
        [requirement] 版本要求
        *[version] 版本号
    }
    .why =
        { $kind ->
            [requirement] 版本要求写明采用哪些版本，例如 ^0.1 是 0.1 的各次修订，^2 是 2 的各个版本。
            *[version] 版本号由三个数组成：大改、新增、修订，例如 1.2.0。
        }
    .help =
        { $kind ->
            [requirement] 例如 ^0.1、~1.4，或加引号的 '>=1.2, <3'。
            *[version] 例如 1.2.0。
        }

version_not_met = “{$name}”的版本是 {$got}，而这里要求 {$wanted}
    .why = 版本变了，参数和流程可能也变了；没有核对过，不能当作同一套规则采用。
    .help = 请核对新版本改了什么，再改这里的 version；或换回合乎要求的版本。

set_outside_bounds = “{$name}”设为 {$got}，超出了允许的范围
    .why =
        { $bound ->
            [min] 不得小于 {$limit}。依据：{$basis}。
            [units] 上下限是按 {$limit} 这样的单位规定的，换了单位就无法比较。依据：{$basis}。
            *[max] 不得大于 {$limit}。依据：{$basis}。
        }
    .help =
        { $bound ->
            [units] 请用同样的单位写。
            *[max] 请改成范围内的值；各地只能在范围内调整。
        }

set_twice = “{$pack}”的参数“{$name}”设了两个不同的值：{$got} 和 {$other}
    .why = 一起读入的规则里，一个参数只有一个值；两处不一致，不知道以哪个为准。
    .help = 请只留一处；两地的值确实不同的，请分开部署，各读各的规则。

replaced_twice = “{$pack}”的流程“{$workflow}”里，{$kind}“{$name}”有两个不同的替换
    .why = 一起读入的规则里，一个部分只能替换成一个样子。
    .help = 请只留一处。

set_to_default = “{$name}”设成了 {$got}，本来就是这个值
    .why = 写不写都一样；将来默认值变了，这里仍是现在的值。
    .help = 如果是有意固定下来，可以不改；否则请删去。

scenario_unknown_workflow = 情景要测的流程“{$name}”不存在
    .why = 找不到流程，情景就演练不了。
    .help = 请改正名称。现有流程：{$known}。

scenario_no_column = 样例里没有“{$name}”这一列
    .why = 情景要用它来填写，缺了就填不出来。
    .help = 请在每行样例里补上，或改正名称。现有的列：{$known}。

scenario_unknown_placeholder = 占位符“{$name}”没有对应的样例列
    .why = 它会原样留在情景里，测不出东西。
    .help = 请在样例里加这一列，或改正名称。现有的列：{$known}。

scenario_never_seen = “{$name}”在这里永远看不到
    .why =
        { $reason ->
            [no_sync] 这一步没有同步清单。
            [no_rank] 这个公示榜不排名。
            [ranked] 有名次的一行，就没有不排名的原因。
            [no_movement] 这个公示榜不说与上次相比的变化（没有写 movement: true）。
            *[no_board] 这一步没有公布公示榜，也没有写明是哪一个。
        }
    .help =
        { $reason ->
            [no_sync] 请删去它，或在这一步写明同步哪份清单（sync: key-tasks）。
            [no_rank] 请删去它，或在公示榜里写明排名（rank）。
            [ranked] 请删去其中一项。
            [no_movement] 请删去它，或在公示榜里写 movement: true。
            *[no_board] 请在这一步公布它（publish: disputes），或在 board 之下写明是哪一个（name: disputes）。
        }

io = 读不了文件“{$path}”：{$detail}
    .why = 系统打不开它，里面的内容没有检查。
    .help = 请确认文件存在，并且有权限读取。

schema_line = 建议在第一行写明格式说明文件：{$expected}
    .why = 编辑器靠它给出提示和补全，不写也不影响运行。
    .help = 请在文件第一行加上这条注释。

empty_pool = {$unit} 的“{$slot}”无人可排
    .why = 这一层没有写人，那里也没有具备资格的人担任所要的角色；共有 {$units} 个班表如此。
    .help = 请写明参加的人，或在组织里补上岗位，或用“walk”逐级向上找。

too_few_people = “{$slot}”同时要 {$count} 人，{$unit} 只有 {$got} 人参加
    .why = 同一个人不能同时值两份班。
    .help = 请减少人数，或增加参加的人。

not_eligible = {$name} 不能值“{$slot}”：缺“{$missing}”
    .why = 这个班次要求的角色或资格，这个人那天并不具备。
    .help = 请在组织里补上，或换人。

unknown_slot = 没有叫“{$name}”的班次位置
    .why = 这里提到了排班里没有的位置。
    .help = 请改正名称，或补上。现有：{$known}。

unknown_rotation = 没有叫“{$name}”的排班
    .why = 只有 *.rotation.yaml 里写了的排班才能问到谁在值班。
    .help = 请改正名称；fallback 里也可以不写名称，由上级的任何排班代。现有：{$known}。

slot_needed = 这里没有写明是哪个位置
    .why = 这个排班有几个位置：{$known}。
    .help = 请用“slot:”写明其中一个。

turns_mix = 按 {$advance} 轮换时不能用 {$unit} 计
    .why = 按值班日轮换只能以天计；整段连休有多长就是多长，没有固定长度。
    .help = “advance: eligible_day”请配“unit: day”；“advance: block”请不写“every”；否则请按时间轮换。

zero_length = 结束不晚于开始
    .why = 这样的一段里没有任何时刻，永远无人值班。
    .help = 请改正其中一个。起止相同的时段是 24 小时，且必须在 24:00 之前开始。

windows_overlap = 两个时段重叠
    .why = 同一层在同一时刻会有两轮。
    .help = 请让后一段从前一段结束时开始，或分成两层。

no_day_fits = 没有一天符合，或连休永远不结束
    .why = 所要求的日子种类和星期从不落在同一天；或把每一天都算进了连休。
    .help = 请去掉其中一个条件。“weekend”和“makeup_workday”不会是同一天。

rosters_overlap = 临时排班“{$other}”和“{$name}”重叠
    .why = 两者会同时代替同一个位置的各层。
    .help = 请把起止时间错开，或写明不同的单位。

duty_gap = {$unit} 的“{$slot}”在 {$from} 至 {$to} 无人值班
    .why = 这段时间必须有人；在所查的一年里共有 {$holes} 处这样的空缺，涉及 {$units} 个班表。
    .help = 请加一层补上，或缩小“service”，或设“fallback”由上级代。

rest_too_short = {$name} {$from} 才下班，{$to} 又要上班
    .why = 少于排班要求的休息时间；在所查的一年里共有 {$times} 次（{$unit}）。
    .help = 请调整次序，增加参加的人，或降低“rest”。

same_person = {$name} 在 {$at} 会同时值“{$slot}”和“{$other}”
    .why = 排班要求这两个位置不能是同一个人；在所查的一年里共有 {$times} 次（{$unit}）。
    .help = 请调整其中一个的次序或人数。

unfair_duty = {$busiest} 值了 {$most} 次（{$kind}），{$idlest} 只有 {$least} 次，上限是相差 {$bound}
    .why = {$unit} 的“{$slot}”在所查的一年里，差距超过“fairness”的上限；共有 {$units} 个班表如此。
    .help = 请为这类日子单设一层，按值班日或整段连休轮换，或提高上限。

kinds_need_calendar = 写了日子的种类，却没有写日历
    .why = 只有日历知道哪天放假、哪天调休上班。
    .help = 请写“calendar:”，或改用“weekdays”。

rest_unit = “{$got}”不能作两班之间的休息
    .why = 休息按钟点算：用分钟或小时。
    .help = 例如：10 小时。

needs_on_duty = “{$name}”要跟着值班的人走，这里写的却都不是当班的人：{$got}
    .why = 只有用“on_duty”按排班找的人才会换班；“shift: next”指的是下一班，不算当班。
    .help =
        { $name ->
            [follow] 请在任务的“to”里写一个当班的人，或去掉“follow”。
            *[hold_until_next_shift] 请在“notify”“reassign”或“acknowledge”里写一个当班的人，或改用“skip”“parent”“incident”。
        }

never_on_duty = “{$slot}”永远轮不到 {$name}
    .why = 在所查的一年里总是轮到别人；共有 {$people} 人如此（{$unit}）。
    .help = 人数、每轮的长度与值班日可能有公因数：请改其中一个，或按值班日轮换。

filled_above = {$unit} 的“{$slot}”在 {$from} 至 {$to} 只有上级 {$above} 代
    .why = 本级此时无人，由上级的值班代；在所查的一年里共有 {$holes} 处，涉及 {$units} 个班表。
    .help = 如果本意如此，可以不改；否则请加一层。

rest_across =
    { $kind ->
        [overlap] {$name} 在 {$to} 同时值“{$one}”和“{$other}”
        *[short] {$name} {$from} 才从“{$one}”下班，{$to} 又要上“{$other}”的班
    }
    .why = 一个人排进了两个排班：两边的班次不能相碰，中间的休息不能少于其中较长的要求。在所查的一年里共有 {$times} 次不合，这两个排班共有 {$people} 人如此。
    .help = 请在其中一个排班里换人，或错开起止时间；如果本意如此，可以不改。

finding_undecided = 对 {$subject} 判断不了“{$name}”
    .why =
        { $reason ->
            [limit] 这个条件算得太久，或算出的内容太大，已停止。
            *[value] 条件里的值种类不合，或用空着的值去计算。
        }
    .help =
        { $reason ->
            [limit] 请把条件写得更简单。
            *[value] 同一个属性，各单位要写同一种值；可能空着的，先与 () 比较。
        }

finding_fails = {$subject} 不符合“{$title}”
    .why = 依据：{$basis}。不符合的共有 {$times} 处（规则包的“{$name}”）。
    .help = {$todo}

column_untyped = 看不出公布的列“{$name}”是什么类型
    .why = 别的文件要按类型读取公布的列；这个式子的结果类型无法推断。
    .help = 请写明 type，例如：type: integer。

column_not_single = 公布的列“{$name}”不是单个值，而是{$got}
    .why = 一列在一行里只放一个值：文字、数、真假、日期、时刻、时长、单位或人员。
    .help = 请改为其中一个值，例如用 count(...) 公布个数，或公布其中一个字段。

column_ages = 公布的列“{$name}”用了 {$function}()，会过时
    .why = 公布的列只在事项变化时写入；事项不动，时间照样往前走，写下的值就不对了。
    .help = 请公布日期或时刻本身，到公示榜里再用 today() 或 now() 计算。

unknown_column = 没有名为“{$name}”的列
    .why = 可用的列：{$known}。
    .help = 请改为其中一个，或先加上这一列。

not_published = 流程“{$workflow}”没有公布“{$name}”
    .why = 公示榜和其他流程只能读取流程用 publish 公布的列，以及每个事项都有的 id、workflow、state、unit、light、opened_at、due_at、ended。
    .help = 请在该流程的 publish 下加上这一列；私密字段不能公布。

unknown_attribute = 没有一个单位有属性“{$name}”
    .why = 已有的属性：{$known}。
    .help = 请改为其中一个，或在组织文件里给单位加上这个属性。

not_addable = 列“{$name}”不能对{$got}求 {$give}
    .why = 求和、平均、中位数只对数；最小、最大对数、日期或时刻。
    .help = 请改写 value，使它给出数；只要计数时用 count，要列出来时用 list。

rank_over_nothing = 不能按“{$name}”排名：它是{$got}
    .why = 名次要比大小；能比的只有数、日期和时刻。
    .help = 请改按一个数的列或 score 排名。

blank_light = { $name ->
        [icon] 颜色为 {$colour} 的灯没有图标
        *[word] 颜色为 {$colour} 的灯没有文字
    }
    .why = 颜色本身没有含义，各地也不一样；黑白打印时只看得见图标和文字。
    .help = 请写明 icon 与 word，例如：icon: '▲'，word: 红灯。

not_for_aggregate = { $give ->
        [first] 每个事项自成一行时，“{$name}”不用写
        *[other] “{$name}”与 {$give} 不搭配
    }
    .why = value 用于 count、share 以外的各种；of 只用于 share，weight 只用于 weighted_mean，trim 只用于 trimmed_mean。
    .help = 请删去这个键，或改写 give。

light_after_always = 颜色为 {$colour} 的灯永远不亮
    .why = 从上到下，取第一个符合的灯；它上面有一个没有 when 的灯，总是符合。
    .help = 请把没有 when 的灯放到最后。

yaml_syntax =
    { $reason ->
        [bracket] 括号没有成对
        [quote] 引号没有成对
        [escape] 双引号里的反斜线用错了
        [indent] 缩进对不齐
        [colon] 缺少冒号，或冒号后面缺少空格
        [second_colon] 一行里多了一个冒号
        [character] 这个符号不能写在这里
        *[other] 这里不合 YAML 的写法
    }
    .why =
        { $reason ->
            [bracket] 这里打开的括号没有关上，或多了一个。
            [quote] 这里开始的文字没有结束，或引号后面还有别的字。
            [escape] 反斜线后面跟了不认识的字符。
            [indent] 这一行与上一行不在同一列，看不出属于哪一层。
            [colon] 这里应当是“键: 值”。
            [second_colon] 一行只能有一个“键: 值”。
            [character] 以特殊符号开头的文字会被当作别的写法。
            *[other] 按 YAML 的写法，读到这里读不下去了。
        }
    .help =
        { $reason ->
            [bracket] 请补上缺少的括号，或删去多余的。
            [quote] 请在文字末尾补上同样的引号；值里本来有引号的，请给整个值加另一种引号。
            [escape] 请把整个值改用单引号，或去掉反斜线。
            [indent] 同一层的各行要对齐在同一列，下一层多缩进两格，只用空格。
            [colon] 请写成“键: 值”，冒号用半角，后面空一格。
            [second_colon] 请另起一行写下一个键；文字里有冒号时，请给整个值加单引号。
            [character] 请给整个值加单引号，或删去这个符号。
            *[other] 请改正这一行；拿不准时，给整个值加单引号。
        }

never_occurs =
    { $reason ->
        [empty] 这里一天也没有写
        [no_such_day] 所写的月份里没有这一天
        [span] 最后一天早于第一天
        [beyond] 没有哪个时段有这么多天
        *[searched] 在日历写明的各年里一次也没有
    }
    .why = 这样的日程永远不会发生，写它的人却会以为它在起作用。
    .help =
        { $reason ->
            [empty] 请至少写一天。
            [no_such_day] 请改正日子或月份；想要当月最后一天，可用 last_day，或写 in_short_months: last_day。
            [span] 请改正 from（第一天）或 until（最后一天）。
            [beyond] 请改小 n，或换成更长的时段。
            *[searched] 请改正 on 里的条件，或 from、until；or: skip 会把不上班的日子都略去。
        }

short_months = 有的月份没有 {$day} 日
    .why = 不写明就不知道那些月份是不做，还是在最后一天做。
    .help = 请在 dates 里写 in_short_months: last_day（取最后一天）或 skip（不做）。

says_nothing = “{$name}”在这里不起作用
    .why =
        { $name ->
            [or] 这种规律选出的日子本来就分清了上班与不上班，不会落空。
            [as] 没有写 each，条件看的是整条，没有一行可以起名。
            [run_late_within] 已经写了错过就不补做（missed: skip），补做的时限没有用处。
            *[other] 所写的日子每个月都有。
        }
    .help = 请删去它；如果另有意思，请改写相关的一项。

window_length = “{$got}”不能作窗口的长度
    .why = 窗口是一个时段开头的若干天，按日或工作日数，从 1 到 366。
    .help = 例如：10 workdays（十个工作日）。

late_unit = 补做的时限不能是“{$got}”
    .why = 时限从应做的时刻算起，只用分钟、小时、日或工作日。
    .help = 例如：2 days（两日）或 1 workday（一个工作日）。

end_of_day = 24:00 是第二天的 00:00
    .why = 一天里的时间从 00:00 到 23:59；写 24:00 会让人弄不清是哪一天。
    .help = 请写 '00:00' 并改用第二天，或写 '23:59'。

unknown_board = 没有叫“{$name}”的公示榜
    .why = 只有规则文件里写了的公示榜才能发布。
    .help = 请改正名称，或补上这个公示榜。现有：{$known}。

no_such_entry = 清单里没有“{$name}”这一条
    .why =
        { $kind ->
            [parent] 上级必须是同一清单里的另一条，下级要等它先开办。
            *[row] 明细行必须属于清单里的某一条，否则不知道记在哪里。
        }
    .help =
        { $kind ->
            [parent] 请改正名称，或补上这一条；最上一级的这一栏留空。
            *[row] 请改正名称，或补上这一条，或删去这一行。
        }

entry_cycle = 清单的上下级绕成了圈：{$path}
    .why = 上级先开办，下级后开办；绕成圈就没有先后。
    .help = 请改正其中一条的上级。

entry_fails = “{$name}”不符合清单的要求：{$say}
    .why = 清单的 checks 写明了这个条件，每一条或每一行都要符合；不符合的共 {$times} 处。
    .help = 请改正这里的值；确实允许的，请改条件。

entry_undecided = 对“{$name}”判断不了这个条件
    .why =
        { $reason ->
            [limit] 这个条件算得太久，或算出的内容太大，已停止。
            *[value] 条件里的值种类不合，或用空着的值去计算。
        }
    .help =
        { $reason ->
            [limit] 请把条件写得更简单。
            *[value] 可能空着的值，请先和 () 比较。
        }

event_not_filled = 事件“{$event}”必须带“{$name}”，而清单的各条未必有它
    .why = 发给事项的内容只能取自清单的条目，缺了必填的就会被退回。
    .help = 请换一个事件；或在事件里把“{$name}”写成可以不填（optional: true），或让开办时必填同名同类型的一项。

event_with_time = 事件“{$event}”必须写明何时发生，清单给不出这个时间
    .why = 清单只说有哪些事项，不说每件是何时发生的（happened: required）。
    .help = 请把 happened 改成 optional，或换一个不要求写明时间的事件。

private_in_list = 不公开的“{$name}”在清单文件里是明文
    .why = 标了 private 的数据项存入系统时加密，清单文件却谁拿到谁能看。
    .help = 请把这份文件单独保管，不要随规则包发布；不必保密的，请去掉 private；可以以后再填的，请从清单里删去。

not_in_table = “{$name}”写不进表格的一格
    .why = 一格只放一个值，或用分号隔开的几个值；一组键值放不进去。
    .help = 明细行请另存一张表，写在 rows 下（例如 rows: {"{"} milestones: {"{"} file: milestones.csv, of: task {"}"} {"}"}）；其他的请把条目直接写在 entries 下。

list_too_large = 清单太大
    .why =
        { $kind ->
            [entry] 一份清单最多 {$limit} 条。
            *[row] 一张明细表最多 {$limit} 行。
        }
    .help = 请分成几份清单。

no_such_row = 名册“{$register}”里没有“{$name}”
    .why = 这一项填的是名册中一行的代码，要一字不差。
    .help = 请改正代码，或在名册里补上这一行。现有：{$known}。

more_faults = 这份清单还有 {$count} 处错误没有列出
    .why = 一份清单最多列出 {$limit} 处错误，多半出于同一个原因。
    .help = 请先改正已经列出的，再检查一遍。

not_brought_by_start = 流程“{$workflow}”开办时不带“{$name}”
    .why = 清单的各栏就是开办时保存的数据项（opens 的 saves），别的数据项没有地方可去。
    .help = 请把“{$name}”加进 opens 的 saves，或从清单里删去这一栏。

unknown_schedule = 没有叫“{$name}”的定时规则
    .why = 只有 *.schedule.yaml 里写了的定时规则才会到时自动办。
    .help = 请改正名称，或补上这条定时规则。现有：{$known}。

unknown_list = 没有叫“{$name}”的清单
    .why = 只有 *.list.yaml 里写了的清单才能同步。
    .help = 请改正名称，或补上这份清单。现有：{$known}。

unknown_register = 没有叫“{$name}”的名册
    .why = 只有 *.register.yaml 里写了的名册才能查到。
    .help = 请改正名称，或补上这份名册。现有：{$known}。

no_such_column = 名册“{$register}”没有“{$name}”这一列
    .why = 列要先在名册的 columns 下写明，才能填写或使用。
    .help = 请改正列名，或在 columns 下补上这一列。现有：{$known}。

column_or_field = “{$name}”既是“{$register}”的列，又是本流程的名称
    .why = 只写名称，看不出指的是哪一个。
    .help = 指那边的列，请写 item.{$name}；同一式子里写了它，只写名称的就是本流程的数据。

register_too_large = 名册太大
    .why =
        { $kind ->
            [column] 一份名册最多 {$limit} 列。
            *[row] 一份名册最多 {$limit} 行。
        }
    .help = 请拆成几份名册。

no_people_in_column = 名册“{$register}”的“{$name}”列里不是人员
    .why = 参与者要从人员（person）或人员列表的列里取。
    .help = 请改用人员列，或把这一列的 type 改为 person。现有的人员列：{$known}。

empty_cell = “{$name}”这一列没有填
    .why = 没有写 optional: true 的列，每一行都要有值。
    .help = 请填上；确实可以不填的，在 columns 下（清单：在流程的 data 下）给这一项写 optional: true。

key_column_type = “{$name}”这一列不能做 key
    .why = key 要用一个词指明一行，所以只能是这几种类型：{$known}。
    .help = 请把 type 改成其中一种（编号写成 text），或换一列做 key。

read_as_constraint =
    { $kind ->
        [invariant] 不变条件不能依据从其他事项读来的“{$name}”
        [key] 事项的唯一标识不能用从其他事项读来的“{$name}”
        [actor] 谁可以办理，不能依据从其他事项读来的“{$name}”
        [column] 公布的列不能依据从其他事项读来的“{$name}”
        *[window] 办理时限不能依据从其他事项读来的“{$name}”
    }
    .why = 从其他事项读来的，是这一步开始前的情况；办理时对方可能已经变了，所以它只能供参考，不能作必须成立的约束。
    .help =
        { $kind ->
            [invariant] 请在转移的 guard 里判断；必须保证的总量或名额，请交给一个专管的事项来批。
            [key] 请用本事项自己的数据；不许重复的，由 keys 按本事项的数据来保证。
            [actor] 请按本事项的数据、组织或名册来定；需要时，先在动作里把读到的值存入数据项。
            [column] 请公布本事项自己的数据；要跨事项汇总，请用公示榜。
            *[window] 请写固定的时限，或用参数、本事项的数据；需要时，先在动作里把读到的值存入数据项。
        }

private_asked = 读取其他事项时不能用不公开的“{$name}”
    .why = 读取的条件和结果会记入日志，既不加密，也不随本事项一并抹去。
    .help = 请改用可以公开的数据项来查找。

unlisted_column = “{$name}”没有列入 reads
    .why = 流程“{$workflow}”公布了这一列；要读的列须在 reads 下写明类型，这样已存的定义不依赖对方的流程文件。
    .help = 请补上，例如：reads: {"{"} {$name}: {"{"} type: text {"}"} {"}"}，类型与对方公布的一致。
