//! The body of an answer: a few pieces of bytes that are not copied, or events as they come.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use tokio::sync::mpsc::Receiver;

pub enum Answer {
    Pieces(VecDeque<Bytes>),
    /// Ends when the sender is dropped.
    Events(Receiver<Bytes>),
}

impl Answer {
    pub fn empty() -> Answer {
        Answer::Pieces(VecDeque::new())
    }

    pub fn whole(bytes: impl Into<Bytes>) -> Answer {
        Answer::Pieces(VecDeque::from([bytes.into()]))
    }

    /// `bytes` with `more` put in before byte `at`.
    pub fn with(bytes: &Bytes, at: usize, more: String) -> Answer {
        Answer::Pieces(VecDeque::from([bytes.slice(..at), Bytes::from(more), bytes.slice(at..)]))
    }

    /// Bytes in all; `None` if that is not known.
    pub fn length(&self) -> Option<usize> {
        match self {
            Answer::Pieces(pieces) => Some(pieces.iter().map(Bytes::len).sum()),
            Answer::Events(_) => None,
        }
    }
}

impl Body for Answer {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        match self.get_mut() {
            Answer::Pieces(pieces) => Poll::Ready(pieces.pop_front().map(|one| Ok(Frame::data(one)))),
            Answer::Events(events) => events.poll_recv(context).map(|event| event.map(|one| Ok(Frame::data(one)))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.length() == Some(0)
    }

    fn size_hint(&self) -> SizeHint {
        self.length().map_or_else(SizeHint::default, |length| SizeHint::with_exact(length as u64))
    }
}
