//! How models are shown by `{:?}`: without the passwords and tokens in them, which must not come into a log.

use std::fmt::Debug;

/// Implements `Debug` for a model, as `derive` would do it but for its secrets.
macro_rules! debug_without_secrets {
    ($model:ident { $($member:ident),* }) => {
        impl std::fmt::Debug for $model {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter
                    .debug_struct(stringify!($model))
                    $(.field(stringify!($member), $crate::redact::shown(stringify!($member), &self.$member)))*
                    .finish()
            }
        }
    };
}

pub(crate) use debug_without_secrets;

/// What is shown of a member. The document does not mark secrets, so their names tell.
pub(crate) fn shown<'value>(name: &str, value: &'value dyn Debug) -> &'value dyn Debug {
    if name.ends_with("password") || name.ends_with("_token") { &"…" } else { value }
}
