using Compliance.Identities;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Pci;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>A call as it was announced, without card data.</summary>
/// <param name="Findings">What was taken out of the ticket.</param>
/// <param name="Mac">HMAC over the ticket: tells the same ticket from another of the call.</param>
sealed record AnnouncedCall(RecordingTicket Ticket, IReadOnlyList<PciFinding> Findings, string Mac, TenantSettings Settings)
{
    /// <summary>The state blob of a recording that awaits its first uploads.</summary>
    public RecordingDocument Describe(TenantId tenant, RecordingId id, RecordingKey key, BlindIndex tokens, DateTimeOffset now)
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
            TicketMac = Mac,
            Metadata = SealedMetadata.Seal(tenant.ToString(), id, key, new MetadataRecord(Ticket, [])),
            MetadataFindings = Findings,
            Finds = PciFinds.InMetadata(Findings, PciFindOrigin.Ingest, former: null, now, after: []),
            Retention = retention,
            RetentionDefault = RetentionOf.Default(Ticket, Settings),
            Purposes = PurposesOf.Ticket(Ticket),
            Parties = PartyFacts.Of(Ticket),
            Spelling = IdentitySpellings.Current,
            IndexEntries = IndexTerms.Of(
                Ticket, id, tokens, new IdentityNormalizer(Settings.Country), retention, found: Findings.Count > 0),
        };
        return ManifestSeal.Put(document, manifest, key);
    }
}
