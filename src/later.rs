//! The pages that walk no round: their code comes when the first of them opens. The service worker
//! keeps it beside the rest, so that they open offline too.

use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use leptos_router::{Lazy, LazyRoute};
use patrolbook::pages;
use patrolbook::pages::coming::Coming;
use patrolbook::platform::codes::{self, Reader};
use std::future::Future;
use std::pin::Pin;

/// `chunk: Page = load(component)`: the pages of a chunk are one file.
macro_rules! later {
    ($chunk:ident: $($page:ident = $load:ident($($component:ident)::+),)+) => {
        $(
            pub struct $page;

            impl $page {
                pub fn page() -> Lazy<$page> {
                    Lazy::new()
                }
            }

            #[wasm_split($chunk, wasm_split_path = ::leptos::wasm_split, fallible)]
            fn $load() -> Result<AnyView, SplitLoaderError> {
                Ok($($component)::+().into_any())
            }

            impl LazyRoute for $page {
                fn data() -> Self {
                    $page
                }

                async fn view(_: Self) -> AnyView {
                    let _coming = Coming::begin();
                    $load().await.unwrap_or_else(|_| pages::lost::NotHere().into_any())
                }
            }
        )+
    };
}

later! { field:
    Snap = snap(pages::snap::Snap),
    Issues = issues(pages::issues::Issues),
    Issue = issue(pages::issue::Issue),
    Openings = openings(pages::open::Openings),
    Open = open(pages::open::Open),
    Records = records(pages::records::Records),
    ReadRound = read_round(pages::records::read::ReadRound),
    ShiftLog = shift_log(pages::shift_log::ShiftLog),
    Sync = sync(pages::sync::Sync),
    Me = me(pages::me::Me),
    Inbox = inbox(pages::inbox::Inbox),
    Ready = ready(pages::ready::Ready),
    SignIn = sign_in(pages::signin::SignIn),
    Slip = slip(pages::slip::Slip),
}

later! { paper:
    Paper = slip_paper(pages::slip::paper::Paper),
}

later! { office:
    Board = board(pages::office::board::Board),
    OfficeRound = office_round(pages::office::round::OfficeRound),
    OfficeLog = office_log(pages::office::round::OfficeLog),
    OfficePeople = office_people(pages::office::people::OfficePeople),
    OfficePlans = office_plans(pages::office::plans::OfficePlans),
    OfficeItems = office_items(pages::office::items::OfficeItems),
    OfficeIntake = office_intake(pages::office::intake::OfficeIntake),
    OfficeIssues = office_issues(pages::office::issues::OfficeIssues),
    OfficeTriage = office_triage(pages::office::triage::OfficeTriage),
    OfficeIssue = office_issue(pages::office::issue::OfficeIssue),
}

/// The host of large photos, from the first one on.
pub async fn gallery() -> AnyView {
    gallery_host().await.unwrap_or_else(|_| pages::lost::NotHere().into_any())
}

#[wasm_split(field, wasm_split_path = ::leptos::wasm_split, fallible)]
fn gallery_host() -> Result<AnyView, SplitLoaderError> {
    Ok(pages::gallery::GalleryHost().into_any())
}

/// The reader of codes, for phones whose browser reads none.
pub fn code_reader() -> Pin<Box<dyn Future<Output = Option<Reader>>>> {
    Box::pin(async { reader().await.ok() })
}

#[wasm_split(codes, wasm_split_path = ::leptos::wasm_split, fallible)]
fn reader() -> Result<Reader, SplitLoaderError> {
    Ok(codes::read_code)
}
