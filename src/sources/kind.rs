//! The kinds of work that can be cited: those of CSL 1.0.2, and our legal ones.
//!
//! [`TYPES`] is the only list; a type is added by one line there. The words are
//! CSL's, in kebab-case: `legal-case`, where CSL itself writes `legal_case`, may
//! be written either way.

/// What a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SourceType {
    Article,
    ArticleJournal,
    ArticleMagazine,
    ArticleNewspaper,
    Bill,
    Book,
    Broadcast,
    Chapter,
    Classic,
    Collection,
    Dataset,
    Document,
    Entry,
    EntryDictionary,
    EntryEncyclopedia,
    Event,
    Figure,
    Graphic,
    Hearing,
    Interview,
    LegalCase,
    Legislation,
    Manuscript,
    Map,
    MotionPicture,
    MusicalScore,
    Pamphlet,
    PaperConference,
    Patent,
    Performance,
    Periodical,
    PersonalCommunication,
    Post,
    PostWeblog,
    Regulation,
    Report,
    Review,
    ReviewBook,
    Software,
    Song,
    Speech,
    Standard,
    Thesis,
    Treaty,
    Webpage,
    /// Ours: an order of the President of the United States.
    ExecutiveOrder,
    /// Ours: a code section, a public law or a session law.
    Statute,
    /// Ours: a document of the Federal Register that is no executive order.
    FederalRegister,
    /// Ours: a regulation, directive or decision of the European Union.
    EuRegulation,
    /// Ours: a proposal, communication or other paper of the European Union.
    EuDocument,
}

/// Every type: our word for it, and the CSL type it is exported as.
///
/// Source: CSL 1.0.2 specification, appendix III (types).
const TYPES: &[(SourceType, &str, &str)] = &[
    (SourceType::Article, "article", "article"),
    (SourceType::ArticleJournal, "article-journal", "article-journal"),
    (SourceType::ArticleMagazine, "article-magazine", "article-magazine"),
    (SourceType::ArticleNewspaper, "article-newspaper", "article-newspaper"),
    (SourceType::Bill, "bill", "bill"),
    (SourceType::Book, "book", "book"),
    (SourceType::Broadcast, "broadcast", "broadcast"),
    (SourceType::Chapter, "chapter", "chapter"),
    (SourceType::Classic, "classic", "classic"),
    (SourceType::Collection, "collection", "collection"),
    (SourceType::Dataset, "dataset", "dataset"),
    (SourceType::Document, "document", "document"),
    (SourceType::Entry, "entry", "entry"),
    (SourceType::EntryDictionary, "entry-dictionary", "entry-dictionary"),
    (SourceType::EntryEncyclopedia, "entry-encyclopedia", "entry-encyclopedia"),
    (SourceType::Event, "event", "event"),
    (SourceType::Figure, "figure", "figure"),
    (SourceType::Graphic, "graphic", "graphic"),
    (SourceType::Hearing, "hearing", "hearing"),
    (SourceType::Interview, "interview", "interview"),
    (SourceType::LegalCase, "legal-case", "legal_case"),
    (SourceType::Legislation, "legislation", "legislation"),
    (SourceType::Manuscript, "manuscript", "manuscript"),
    (SourceType::Map, "map", "map"),
    (SourceType::MotionPicture, "motion-picture", "motion_picture"),
    (SourceType::MusicalScore, "musical-score", "musical_score"),
    (SourceType::Pamphlet, "pamphlet", "pamphlet"),
    (SourceType::PaperConference, "paper-conference", "paper-conference"),
    (SourceType::Patent, "patent", "patent"),
    (SourceType::Performance, "performance", "performance"),
    (SourceType::Periodical, "periodical", "periodical"),
    (SourceType::PersonalCommunication, "personal-communication", "personal_communication"),
    (SourceType::Post, "post", "post"),
    (SourceType::PostWeblog, "post-weblog", "post-weblog"),
    (SourceType::Regulation, "regulation", "regulation"),
    (SourceType::Report, "report", "report"),
    (SourceType::Review, "review", "review"),
    (SourceType::ReviewBook, "review-book", "review-book"),
    (SourceType::Software, "software", "software"),
    (SourceType::Song, "song", "song"),
    (SourceType::Speech, "speech", "speech"),
    (SourceType::Standard, "standard", "standard"),
    (SourceType::Thesis, "thesis", "thesis"),
    (SourceType::Treaty, "treaty", "treaty"),
    (SourceType::Webpage, "webpage", "webpage"),
    (SourceType::ExecutiveOrder, "executive-order", "regulation"),
    (SourceType::Statute, "statute", "legislation"),
    (SourceType::FederalRegister, "federal-register", "regulation"),
    (SourceType::EuRegulation, "eu-regulation", "legislation"),
    (SourceType::EuDocument, "eu-document", "document"),
];

impl SourceType {
    /// Reads the word for a type, ours or CSL's own spelling.
    pub fn parse(word: &str) -> Option<SourceType> {
        let kebab = word.replace('_', "-");
        TYPES.iter().find(|(_, name, _)| *name == kebab).map(|(kind, ..)| *kind)
    }

    /// Our word for it: `executive-order`, `legal-case`.
    pub fn name(self) -> &'static str {
        self.row().1
    }

    /// The CSL type closest to it: `regulation`, `legal_case`.
    pub fn csl_name(self) -> &'static str {
        self.row().2
    }

    /// Every word, for suggestions.
    pub fn names() -> impl Iterator<Item = &'static str> {
        TYPES.iter().map(|(_, name, _)| *name)
    }

    /// Every type of CSL that one of ours becomes, each once.
    pub fn csl_names() -> impl Iterator<Item = &'static str> {
        let first = |place: usize, csl: &str| TYPES[..place].iter().all(|(_, _, before)| *before != csl);
        TYPES.iter().enumerate().filter(move |(place, (_, _, csl))| first(*place, csl)).map(|(_, (_, _, csl))| *csl)
    }

    fn row(self) -> &'static (SourceType, &'static str, &'static str) {
        TYPES.iter().find(|(kind, ..)| *kind == self).expect("every type has a line in TYPES")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_is_read_by_its_own_name_and_by_csls() {
        for (kind, name, csl) in TYPES {
            assert_eq!(SourceType::parse(name), Some(*kind));
            assert_eq!(kind.name(), *name);
            if csl.replace('_', "-") == *name {
                assert_eq!(SourceType::parse(csl), Some(*kind));
            }
        }
        assert_eq!(SourceType::parse("blog"), None);
    }
}
