using System.Globalization;
using System.Text;
using Compliance.Failures;
using Compliance.Keys;
using Compliance.Sealing;
using Compliance.Settings;

namespace Compliance.Recordings;

static class RecordingFactsOf
{
    public static RecordingFacts Ticket(RecordingTicket ticket) =>
        new(ticket.StartedAt, ticket.DurationSeconds, ticket.Queue, ticket.Direction, ticket.Language);
}

static class PurposesOf
{
    /// <summary>The part of the purposes that decisions depend on; notices and evidence stay in the sealed metadata.</summary>
    public static IReadOnlyList<Purpose> Ticket(RecordingTicket ticket) =>
        [.. ticket.Purposes.Select(p => p with { NoticeVersion = null, Evidence = null })];
}

static class AwaitedFileMapping
{
    /// <param name="key">The key of the manifest: it authenticates the announced hash, which says too much of a short text.</param>
    public static AwaitedFile Of(TicketFile file, int ordinal, RecordingKey key) => new(
        ordinal,
        file.Name.ToString(),
        file.ContentType,
        file.Size,
        file.Sha256 is { } sha256 ? AnnouncedHash.Of(sha256, ordinal, key) : null,
        file.Encrypted);
}

/// <summary>
/// What is stored of an announced SHA-256 until the upload is sealed: HMAC-SHA-256 under a key derived from the recording's key. A plain
/// hash of a short text, such as a note with a telephone number, could be guessed.
/// </summary>
static class AnnouncedHash
{
    static readonly byte[] Purpose = "compliance/announced-hash/v1"u8.ToArray();

    /// <param name="sha256">Hexadecimal.</param>
    public static string Of(string sha256, int ordinal, RecordingKey key) => DerivedMac.Of(
        key.Bytes,
        Purpose,
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{ordinal}/{sha256.ToLowerInvariant()}")));
}

static class RetentionOf
{
    /// <summary>The longest purpose decides; without an end date, the tenant's default applies, from the start of the call.</summary>
    public static RetentionState Ticket(RecordingTicket ticket, TenantSettings settings) => new(
        ticket.Purposes.Max(p => p.RetainUntil) ?? ticket.StartedAt + TimeSpan.FromDays(settings.RetentionDays),
        ticket.Purposes.Max(p => p.RetainAtLeastUntil));

    /// <summary>Names the purposes that exceed the tenant's longest retention; null if none does.</summary>
    public static Failure? TooLong(RecordingTicket ticket, TenantSettings settings)
    {
        var errors = new FieldErrors();
        var limit = ticket.StartedAt + TimeSpan.FromDays(settings.RetentionMaxDays);
        for (var i = 0; i < ticket.Purposes.Count; i++)
        {
            if (ticket.Purposes[i].RetainUntil > limit)
            {
                errors.Add(
                    $"purposes[{i}].retainUntil",
                    $"must be at most {settings.RetentionMaxDays} days after the call, the tenant's longest retention");
            }
        }

        return errors.Any ? Failure.Invalid(errors) : null;
    }
}
