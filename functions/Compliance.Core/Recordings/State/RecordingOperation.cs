namespace Compliance.Recordings;

/// <summary>What may be done to a recording; each is a column of <see cref="RecordingTransitions"/>.</summary>
public enum RecordingOperation
{
    /// <summary>Fresh upload URLs for files that have not arrived.</summary>
    Reissue,

    /// <summary>Late files are announced.</summary>
    Announce,

    /// <summary>The arrived blobs are fixed by their ETags and sealing starts.</summary>
    Take,

    /// <summary>A pause became known that the gate had not: it runs again over what is sealed.</summary>
    Reexamine,

    /// <summary>A sealed generation takes effect.</summary>
    Seal,

    /// <summary>A sealed generation takes effect, but waits for a decision.</summary>
    Quarantine,

    /// <summary>The ticket's limit passed and nothing had arrived.</summary>
    Expire,

    /// <summary>Late files were announced and none arrived: what was sealed stays as it is.</summary>
    Withdraw,

    /// <summary>The same for a recording that was in quarantine when late files were announced.</summary>
    WithdrawToQuarantine,

    /// <summary>Privacy team: the gate runs again over what is in quarantine.</summary>
    Reprocess,

    /// <summary>Privacy team: the content is destroyed, the finding stays.</summary>
    Destroy,

    /// <summary>Privacy team: out of quarantine as it is.</summary>
    Release,

    /// <summary>The metadata is corrected (GDPR Art. 16).</summary>
    Correct,

    /// <summary>A legal hold is placed or released (GDPR Art. 17(3)(e)).</summary>
    Hold,

    /// <summary>Processing is restricted, or a restriction is lifted (GDPR Art. 18).</summary>
    Restrict,

    /// <summary>Erasure begins; nothing else is possible from here.</summary>
    BeginErasure,

    /// <summary>Every store is empty of it.</summary>
    FinishErasure,
}
