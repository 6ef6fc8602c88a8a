//! The kinds of problem that are not refusals of a case, in words.

use docket_core::source::Lang;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident $word:literal $status:literal $zh:literal $en:literal;)*) => {
        /// A kind of problem.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Code {
            $($(#[$doc])* $name,)*
        }

        impl Code {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The word for programs.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$name => $word),* }
            }

            /// The HTTP status.
            #[must_use]
            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status),* }
            }

            /// The kind in words.
            #[must_use]
            pub const fn title(self, lang: Lang) -> &'static str {
                match (self, lang) { $((Self::$name, Lang::Zh) => $zh, (Self::$name, Lang::En) => $en),* }
            }
        }
    };
}

codes! {
    /// The rules refuse it; the refusal has a code of its own.
    Refused "refused" 409 "按规则不能办理" "the rules refuse this";
    /// The body is not JSON.
    BadJson "bad_json" 400 "请求正文不是合格的 JSON" "the body is not well-formed JSON";
    /// The body is not UTF-8.
    BadEncoding "bad_encoding" 400 "请求正文不是 UTF-8" "the body is not UTF-8";
    /// A value of a query or header is wrong.
    BadQuery "bad_query" 400 "查询参数不合要求" "a parameter is wrong";
    /// No token, or one that is not known.
    Unauthorized "unauthorized" 401 "没有有效的令牌" "there is no valid token";
    /// The token may not do this.
    Forbidden "forbidden" 403 "令牌没有这项权限" "the token may not do this";
    /// The token may not see this unit.
    OutOfScope "out_of_scope" 403 "不在令牌的辖区内" "outside the token's part of the organisation";
    /// Nothing at this path.
    UnknownRoute "unknown_route" 404 "没有这个地址" "there is nothing at this path";
    /// No document, token, entry of that name.
    NotFound "not_found" 404 "没有找到" "not found";
    /// Another method is meant.
    MethodNotAllowed "method_not_allowed" 405 "此地址不支持该方法" "the path does not know this method";
    /// The clock cannot be set so.
    Clock "clock" 409 "时钟不能这样设置" "the clock cannot be set so";
    /// There is one of that name.
    Taken "taken" 409 "名称已被使用" "the name is taken";
    /// The body is too large.
    BodyTooLarge "body_too_large" 413 "请求正文过大" "the body is too large";
    /// The body is of another type.
    MediaType "unsupported_media_type" 415 "不支持的内容类型" "the content type is not known here";
    /// A field of the request is wrong or unknown.
    BadRequest "bad_request" 422 "请求的字段不合要求" "fields of the request are wrong";
    /// A bug.
    Internal "internal" 500 "服务器内部错误" "an error of the server";
    /// Something in the rules fails.
    Fault "fault" 500 "规则或数据有误，本次办理未生效" "the rules or the data are at fault; nothing was done";
    /// The database does not answer.
    Unavailable "unavailable" 503 "数据库暂时不可用" "the database does not answer";
    /// Too many requests at once.
    Overloaded "overloaded" 503 "请求过多" "too many requests at once";
    /// It took too long.
    Timeout "timeout" 504 "处理超时" "it took too long";
}

impl Code {
    /// The words of a problem. `what` is a name, a place, or a sentence of its own.
    #[must_use]
    pub fn detail(self, what: &str, lang: Lang) -> String {
        let (zh, en) = match self {
            Self::Timeout => (
                "结果未知。用同一 Idempotency-Key 再发一次是安全的。",
                "The outcome is not known. Sending it again under the same Idempotency-Key is safe.",
            ),
            Self::Unavailable | Self::Overloaded => (
                "请稍后用同一 Idempotency-Key 重试。",
                "Try again a little later, under the same Idempotency-Key.",
            ),
            Self::Unauthorized if what.is_empty() => {
                ("请在 Authorization: Bearer 中给出令牌。", "Send a token as `Authorization: Bearer`.")
            }
            Self::Internal => ("详情见服务器日志。", "See the log of the server."),
            _ => ("", ""),
        };
        let fixed = match lang {
            Lang::Zh => zh,
            Lang::En => en,
        };
        if fixed.is_empty() {
            match lang {
                _ if what.is_empty() => self.title(lang).to_owned(),
                Lang::Zh => format!("{}：{what}", self.title(lang)),
                Lang::En => format!("{}: {what}", self.title(lang)),
            }
        } else {
            fixed.to_owned()
        }
    }
}
