using Compliance.Model;

namespace Compliance.SubjectRequests;

/// <summary>What the team keeps of a request beside its progress, sealed under the request key as <see cref="Name"/>.</summary>
public sealed record CaseFile
{
    public const string Name = "case";

    public const int MostAttachments = 10;

    public const int MostNotes = 100;

    public IReadOnlyList<CaseAttachment> Attachments { get; init; } = [];

    public IReadOnlyList<CaseNote> Notes { get; init; } = [];

    public override string ToString() => "CaseFile(redacted)";
}

/// <param name="AttachmentId">Ours, opaque.</param>
/// <param name="Name">As the sender named it; may name the person.</param>
/// <param name="ContentType">As declared; what is given back is never active content.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Sha256">Lowercase hex.</param>
/// <param name="AddedBy">A pseudonym.</param>
public sealed record CaseAttachment(
    string AttachmentId, string Name, string ContentType, int Size, string Sha256, DateTimeOffset AddedAt, string AddedBy)
{
    public override string ToString() => "CaseAttachment(redacted)";
}

/// <summary>An internal note: the person is not told, and no list or log has it.</summary>
/// <param name="By">A pseudonym.</param>
public sealed record CaseNote(DateTimeOffset At, string By, string Text)
{
    public override string ToString() => "CaseNote(redacted)";
}

/// <summary><c>GET …/requests/{requestId}/subject</c> (openapi.yaml): whom a request is about.</summary>
/// <param name="Identities">As given.</param>
/// <param name="Reason">In the person's words.</param>
public sealed record SubjectRequestSubject(
    SubjectRequestId RequestId,
    SubjectRole SubjectRole,
    IReadOnlyList<SubjectRequestIdentity> Identities,
    string? Reason,
    string? Reference,
    OnBehalfSubject? OnBehalf,
    IReadOnlyList<CaseAttachment> Attachments,
    IReadOnlyList<CaseNote> Notes)
{
    public override string ToString() => "SubjectRequestSubject(redacted)";
}
