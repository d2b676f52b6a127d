using Compliance.Identities;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Notices;
using Compliance.Pci;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>A call as it was announced, without card data and without what was dropped of it.</summary>
/// <param name="Findings">What was taken out of the ticket.</param>
/// <param name="Notice">The version that was played or shown; null where none was named.</param>
sealed record AnnouncedCall(
    RecordingTicket Ticket, IReadOnlyList<PciFinding> Findings, GivenNotice? Notice, TenantSettings Settings)
{
    public IReadOnlyList<DroppedPurpose> Dropped { get; private init; } = [];

    public AnnouncedCall Without(IReadOnlyList<DroppedPurpose> dropped) => this with
    {
        Ticket = Ticket with { Purposes = [.. Ticket.Purposes.Where(x => dropped.All(y => y.Purpose != x.Name))] },
        Dropped = dropped,
    };

    /// <summary>The state blob of a recording that awaits its first uploads.</summary>
    /// <param name="mac">HMAC over the ticket: tells the same ticket from another of the call.</param>
    public RecordingDocument Describe(
        TenantId tenant, RecordingId id, string mac, RecordingKey key, BlindIndex tokens, DateTimeOffset now)
    {
        var document = new RecordingDocument
        {
            State = RecordingState.AwaitingUpload,
            CreatedAt = now,
            NextOrdinal = Ticket.Files.Count,
            Facts = RecordingFactsOf.Ticket(Ticket),
            Ticket = new RecordingTicketState(
                [.. Ticket.Files.Select((x, ordinal) => AwaitedFileMapping.Of(x, ordinal, key))],
                now + TimeSpan.FromHours(Settings.TicketHours)),
        };
        var retention = RetentionOf.Ticket(Ticket, Settings, now);
        var manifest = new RecordingManifest
        {
            Tenant = tenant.ToString(),
            RecordingId = id.ToString(),
            Sequence = 1,
            Facts = document.Facts,
            Generation = 0,
            TicketMac = mac,
            Metadata = SealedMetadata.Seal(tenant.ToString(), id, key, new MetadataRecord(Ticket, [])),
            MetadataFindings = Findings,
            Finds = PciFinds.InMetadata(Findings, PciFindOrigin.Ingest, former: null, now, after: []),
            Retention = retention,
            RetentionDefault = RetentionOf.Default(Ticket, Settings),
            Purposes = PurposesOf.Ticket(Ticket),
            DroppedPurposes = Dropped,
            Notice = Notice,
            Parties = PartyFacts.Of(Ticket),
            Spelling = IdentitySpellings.Current,
            IndexEntries = IndexTerms.Of(
                Ticket, id, tokens, new IdentityNormalizer(Settings.Country), retention, found: Findings.Count > 0),
        };
        return ManifestSeal.Put(document, manifest, key);
    }
}
