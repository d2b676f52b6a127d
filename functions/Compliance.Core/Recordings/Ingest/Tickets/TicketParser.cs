using Compliance.Failures;
using Compliance.Forms;
using Compliance.Identities;

namespace Compliance.Recordings;

/// <summary>
/// Parses the bodies that announce and correct recordings (openapi.yaml, Recordings). Fails with <see cref="FailureKind.Invalid"/>, which
/// names all invalid fields at once and no value, or with <see cref="FailureKind.TooLarge"/>.
/// </summary>
public sealed class TicketParser(IdentityNormalizer normalizer, TimeProvider clock)
{
    /// <summary><c>POST …/recordings</c>.</summary>
    public Outcome<RecordingTicket> ParseTicket(ReadOnlyMemory<byte> utf8) =>
        CheckedBody.Parse<RecordingTicket>(utf8, (ticket, errors) => new TicketRules(errors, normalizer).Check(ticket, clock.GetUtcNow()));

    /// <summary><c>POST …/recordings/{recordingId}/files</c>.</summary>
    /// <param name="current">The recording's own ticket.</param>
    public Outcome<LateFiles> ParseLateFiles(ReadOnlyMemory<byte> utf8, RecordingTicket current) =>
        CheckedBody.Parse<LateFiles>(utf8, (late, errors) => new TicketRules(errors, normalizer).Check(late, current));

    /// <summary><c>PATCH …/recordings/{recordingId}/metadata</c>.</summary>
    /// <param name="current">The recording's current metadata.</param>
    public Outcome<MetadataCorrection> ParseCorrection(ReadOnlyMemory<byte> utf8, RecordingTicket current) =>
        CheckedBody.Parse<MetadataCorrection>(utf8, (correction, errors) => new TicketRules(errors, normalizer).Check(correction, current));
}
