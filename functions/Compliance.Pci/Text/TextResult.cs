namespace Compliance.Pci;

/// <summary>Result of reading one text file.</summary>
/// <param name="Failure">Why it could not be examined; null if it was.</param>
/// <param name="Spoken">Spoken card data with known times.</param>
/// <param name="Untimed">True if card data was found at an unknown time.</param>
/// <param name="Timed">Periods of speech, for a transcript.</param>
/// <param name="Form">What a transcript is written in, and what of it was not understood.</param>
sealed record TextResult(
    GateFile File,
    FileKind Kind,
    string? Failure,
    IReadOnlyList<PciFinding> Findings,
    IReadOnlyList<GateEdit> Edits,
    IReadOnlyList<SpokenStretch> Spoken,
    bool Untimed,
    IReadOnlyList<(double Start, double End)> Timed,
    TextForm Form)
{
    /// <summary>False if it is in a language, or its keys in a form, that the gate does not understand.</summary>
    public bool Understood { get; init; } = true;

    /// <summary>What a recogniser heard in the sound; it is no file of the recording.</summary>
    public bool Heard { get; init; }
}

/// <summary>What the reader of a text has to say about it.</summary>
/// <param name="Encoding">In which replacements are written; null for UTF-8.</param>
/// <param name="Margin">How far its recogniser's clock is known to be off, in seconds.</param>
/// <param name="Unplaced">It holds text of which nothing tells whether it was said in a pause window.</param>
/// <param name="Inline">Files within it.</param>
sealed record TextForm(string? Encoding = null, double Margin = 0, bool Unplaced = false, IReadOnlyList<InlineFile>? Inline = null);
