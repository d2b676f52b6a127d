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
        new(ticket.StartedAt, ticket.DurationSeconds, ticket.Queue, ticket.Direction, ticket.Language)
        {
            Category = ticket.Category,
        };
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

public static class RetentionOf
{
    /// <summary>The setting, in place of a rule's name.</summary>
    public const string QuarantineRule = "quarantineDays";

    /// <summary>By the rules that are in force.</summary>
    /// <param name="default">As <see cref="RecordingManifest.RetentionDefault"/>.</param>
    /// <param name="contentTypes">Of its files.</param>
    public static RetentionState Call(
        RecordingTicket call, DateTimeOffset @default, IEnumerable<string> contentTypes, TenantSettings settings, DateTimeOffset now) =>
        Resolve(
            new(RecordingFactsOf.Ticket(call), PurposesOf.Ticket(call), @default, RetentionMedia.Of(contentTypes)), settings, now);

    /// <inheritdoc cref="Call"/>
    public static RetentionState Ticket(RecordingTicket ticket, TenantSettings settings, DateTimeOffset now) =>
        Call(ticket, Default(ticket, settings), ticket.Files.Select(x => x.ContentType), settings, now);

    /// <summary>Of a recording whose metadata are these.</summary>
    public static RetentionState Manifest(RecordingManifest manifest, RecordingTicket call, TenantSettings settings, DateTimeOffset now) =>
        Call(
            call,
            manifest.RetentionDefault ?? Default(call, settings),
            manifest.Files.Count > 0 ? manifest.Files.Select(x => x.ContentType) : call.Files.Select(x => x.ContentType),
            settings,
            now);

    public static RetentionState Resolve(RetentionCase call, TenantSettings settings, DateTimeOffset now) =>
        RetentionTable.Resolve(call, settings.Retention.At(now), TimeZoneInfo.FindSystemTimeZoneById(settings.TimeZone));

    /// <summary>What nobody acts on ends sooner, all of it at once.</summary>
    /// <param name="since">When it went into quarantine.</param>
    public static RetentionState InQuarantine(RetentionState retention, DateTimeOffset since, TenantSettings settings)
    {
        var end = since + TimeSpan.FromDays(settings.QuarantineDays);
        return (retention.DeleteAfter <= end ? retention : retention with { DeleteAfter = end, Rule = QuarantineRule }) with { Media = [] };
    }

    /// <summary>The tenant's default runs from the start of the call.</summary>
    public static DateTimeOffset Default(RecordingTicket ticket, TenantSettings settings) =>
        ticket.StartedAt + TimeSpan.FromDays(settings.RetentionDays);

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
