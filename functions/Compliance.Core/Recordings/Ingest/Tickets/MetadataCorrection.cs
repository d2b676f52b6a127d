using Compliance.Model;

namespace Compliance.Recordings;

/// <summary>Corrected fields of metadata (GDPR Art. 16). An absent field stays; a given field is replaced as a whole.</summary>
public record CorrectedMetadata
{
    public IReadOnlyList<Party>? Parties { get; init; }

    public IReadOnlyList<Purpose>? Purposes { get; init; }

    public IReadOnlyDictionary<string, string>? Custom { get; init; }

    public string? Language { get; init; }

    public string? Queue { get; init; }

    public string? Category { get; init; }

    public CallDirection? Direction { get; init; }

    internal bool ChangesAnything =>
        (Parties, Purposes, Custom, Language, Queue, Category, Direction) is not (null, null, null, null, null, null, null);

    public RecordingTicket ApplyTo(RecordingTicket ticket) => ticket with
    {
        Parties = Parties ?? ticket.Parties,
        Purposes = Purposes ?? ticket.Purposes,
        Custom = Custom ?? ticket.Custom,
        Language = Language ?? ticket.Language,
        Queue = Queue ?? ticket.Queue,
        Category = Category ?? ticket.Category,
        Direction = Direction ?? ticket.Direction,
    };

    public override string ToString() => "CorrectedMetadata(redacted)";
}

/// <summary>The body of <c>PATCH …/metadata</c> (openapi.yaml).</summary>
public sealed record MetadataCorrection : CorrectedMetadata
{
    /// <summary>The reason. It is sealed with the metadata, because reasons name people.</summary>
    public required string Reason { get; init; }

    public override string ToString() => "MetadataCorrection(redacted)";
}
