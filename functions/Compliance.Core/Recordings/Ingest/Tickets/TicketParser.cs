using Compliance.Failures;
using Compliance.Forms;
using Compliance.Identities;

namespace Compliance.Recordings;

/// <summary>
/// Reads the bodies that announce and correct recordings (openapi.yaml, Recordings). A failure is <see cref="FailureKind.Invalid"/> naming
/// every wrong field at once, without a value, or <see cref="FailureKind.TooLarge"/>.
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
    /// <param name="current">The recording's metadata as it stands.</param>
    public Outcome<MetadataCorrection> ParseCorrection(ReadOnlyMemory<byte> utf8, RecordingTicket current) =>
        CheckedBody.Parse<MetadataCorrection>(utf8, (correction, errors) => new TicketRules(errors, normalizer).Check(correction, current));
}
