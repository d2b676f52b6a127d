using System.Text.Json;
using System.Text.Json.Serialization;
using Compliance.Model;

namespace Compliance.Recordings;

/// <summary>The document that is sealed at rest: the call as announced and corrected, with who corrected it and why.</summary>
public sealed record MetadataRecord(RecordingTicket Call, IReadOnlyList<CorrectionNote> Corrections)
{
    /// <summary>Supplementary statements of people on the call (GDPR Art. 16, second sentence), oldest first.</summary>
    [JsonIgnore]
    public IReadOnlyList<SupplementaryStatement> Statements =>
    [
        .. Corrections.SelectMany(note => note.Changes.Where(x => x is { Field: CorrectedValue.Statement, To: not null })
            .Select(x => new SupplementaryStatement(note.At, x.To!.Value.GetString() ?? ""))),
    ];

    /// <summary>The kinds of what was corrected for a request: by the request itself, or by hand since it was received.</summary>
    public IReadOnlyList<CorrectionKind> KindsFor(SubjectRequestId request, DateTimeOffset since) =>
    [
        .. Corrections.Where(x => x.Request == request || (x.Request is null && x.At >= since)).SelectMany(x => x.Fields)
            .Select(KindOf).Distinct().Order(),
    ];

    public override string ToString() => "MetadataRecord(redacted)";

    static CorrectionKind KindOf(string field) => field switch
    {
        CorrectedValue.Turns => CorrectionKind.Transcript,
        CorrectedValue.Statement => CorrectionKind.Statement,
        _ => CorrectionKind.Metadata,
    };
}

/// <summary>What was corrected of a recording.</summary>
public enum CorrectionKind
{
    Metadata,

    /// <summary>Words of a transcript.</summary>
    Transcript,

    /// <summary>A supplementary statement was added.</summary>
    Statement,
}

/// <summary>What a person wants to be added to a recording that is not wrong but incomplete.</summary>
public sealed record SupplementaryStatement(DateTimeOffset At, string Text)
{
    public override string ToString() => "SupplementaryStatement(redacted)";
}

/// <summary>One correction (GDPR Art. 16), documented (Art. 5(2)).</summary>
/// <param name="By">The principal's pseudonym.</param>
/// <param name="Fields">The corrected fields: <c>parties</c>, <c>purposes</c>, <c>custom</c>, …, <c>turns</c>, <c>statement</c>.</param>
public sealed record CorrectionNote(DateTimeOffset At, string By, string Reason, IReadOnlyList<string> Fields)
{
    /// <summary>The subject request that it belongs to; null for a correction without one.</summary>
    public SubjectRequestId? Request { get; init; }

    /// <summary>Tells the corrections of one request apart: what was carried out is not carried out again.</summary>
    public string? Order { get; init; }

    /// <summary>The generation whose transcripts it corrects; the next one has the corrected words.</summary>
    public int? Generation { get; init; }

    /// <summary>Values as they were and as they are.</summary>
    public IReadOnlyList<CorrectedValue> Changes { get; init; } = [];

    public override string ToString() => "CorrectionNote(redacted)";
}

/// <summary>One corrected value.</summary>
/// <param name="Field">A field of the metadata, <see cref="Turns"/> or <see cref="Statement"/>.</param>
/// <param name="From">Null for what was absent.</param>
public sealed record CorrectedValue(string Field, JsonElement? From, JsonElement? To)
{
    public const string Turns = "turns";
    public const string Statement = "statement";

    /// <summary>Of a turn: the transcript's name.</summary>
    public string? File { get; init; }

    /// <summary>Of a turn: the transcript's ordinal.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Ordinal { get; init; }

    /// <summary>Of a turn: its number in the transcript, from 0.</summary>
    public int? Turn { get; init; }

    public override string ToString() => $"CorrectedValue({Field}, redacted)";
}
