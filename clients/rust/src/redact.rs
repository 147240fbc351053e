//! How models are shown by `{:?}`: without the passwords and tokens in them, which must not come into a log.

/// Implements `Debug` for a model, as `derive` would do it but for what is marked as secret.
macro_rules! debug_without_secrets {
    ($model:ident { $($member:ident $(: $secret:ident)?),* }) => {
        impl std::fmt::Debug for $model {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter
                    .debug_struct(stringify!($model))
                    $(.field(stringify!($member), debug_without_secrets!(@shown &self.$member $(, $secret)?)))*
                    .finish()
            }
        }
    };
    (@shown $value:expr) => { $value };
    (@shown $value:expr, secret) => { &"…" };
}

pub(crate) use debug_without_secrets;
