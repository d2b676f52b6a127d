namespace Compliance.Recordings;

/// <summary>The operations on a recording; each is a column of <see cref="RecordingTransitions"/>.</summary>
public enum RecordingOperation
{
    /// <summary>Fresh upload URLs for files that have not arrived.</summary>
    Reissue,

    /// <summary>Late files are announced.</summary>
    Announce,

    /// <summary>The arrived blobs are fixed by their ETags and sealing starts.</summary>
    Take,

    /// <summary>A pause became known that the gate did not know of: it runs again over the sealed files.</summary>
    Reexamine,

    /// <summary>Today's gate found what an older one had left: it runs again over the sealed files.</summary>
    Rescan,

    /// <summary>A sealed generation takes effect.</summary>
    Seal,

    /// <summary>A sealed generation takes effect and awaits a decision.</summary>
    Quarantine,

    /// <summary>The ticket's limit has passed and nothing has arrived.</summary>
    Expire,

    /// <summary>Late files were announced and none has arrived: the sealed recording stays as it is.</summary>
    Withdraw,

    /// <summary>The same, for a recording that was in quarantine when late files were announced.</summary>
    WithdrawToQuarantine,

    /// <summary>Privacy team: the gate runs again over the quarantined recording.</summary>
    Reprocess,

    /// <summary>Privacy team: the content is destroyed; the findings stay.</summary>
    Destroy,

    /// <summary>Privacy team: the recording leaves quarantine as it is.</summary>
    Release,

    /// <summary>The metadata is corrected (GDPR Art. 16).</summary>
    Correct,

    /// <summary>Words of a transcript are corrected (GDPR Art. 16): the files are sealed again, into a new generation.</summary>
    CorrectTranscript,

    /// <summary>
    /// The part of one party is erased (GDPR Art. 17): the files are sealed again without it, and the old generation is shredded. Until
    /// that is done, no hold is placed and no metadata is corrected.
    /// </summary>
    EraseParty,

    /// <summary>The retention of a medium has ended: the other files are sealed again, into a generation without it.</summary>
    EndMedium,

    /// <summary>A legal hold is placed or released (GDPR Art. 17(3)(e)).</summary>
    Hold,

    /// <summary>Processing is restricted or a purpose stops, or that ends (GDPR Art. 7(3), 18, 21).</summary>
    Restrict,

    /// <summary>Erasure begins; no other operation is possible afterwards.</summary>
    BeginErasure,

    /// <summary>
    /// Erasure of what was never sealed begins, because a caller refused the consent that alone it rests on. No hold keeps that.
    /// </summary>
    EraseRefused,

    /// <summary>Every store is empty of the recording.</summary>
    FinishErasure,

    /// <summary>A package for a data subject that contains it is over, and is destroyed.</summary>
    ExpirePackage,
}

/// <summary>What a standing legal hold (GDPR Art. 17(3)(e)) does to an operation.</summary>
public enum HoldEffect
{
    /// <summary>Nothing is destroyed by it: it is allowed.</summary>
    Allows,

    /// <summary>
    /// It is allowed, and the generation that it supersedes keeps its key and its files until the last hold is released. Card data that
    /// was found in that generation is the exception: it may not be kept (PCI DSS 3.3.1).
    /// </summary>
    KeepsSuperseded,

    /// <summary>It is refused while the hold stands.</summary>
    Refuses,
}
