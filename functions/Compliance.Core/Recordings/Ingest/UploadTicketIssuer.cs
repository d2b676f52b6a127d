using Compliance.Audit;
using Compliance.Failures;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Pci;
using Compliance.Sealing;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>The answer to a ticket.</summary>
/// <param name="Created">False if the same ticket already existed.</param>
public sealed record IssuedTicket(RecordingId RecordingId, RecordingState State, IReadOnlyList<Upload> Uploads, bool Created)
{
    /// <summary>The retention of the recording has ended already: a night after its sealing it is deleted.</summary>
    public const string RetentionPassed = "retentionPassed";

    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>
/// Accepts tickets. At once it creates a recording key, the state blob with the metadata sealed under that key, and the blind index
/// entries; then it issues one URL per file. Every step may be repeated. The recording exists once its state blob does.
/// </summary>
public sealed class UploadTicketIssuer(
    IndexSecretReader secrets,
    RecordingClaims claims,
    RecordingStateStore states,
    NewRecordings recordings,
    RepeatedTickets repeated,
    UploadUrls urls,
    IStandingRequests standing,
    TimeProvider clock)
{
    public async Task<Outcome<IssuedTicket>> IssueAsync(
        TenantStore store, Actor actor, RecordingTicket ticket, TenantSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            // First of all: nothing is kept, indexed or compared of what is taken out here.
            if (!CardFreeMetadata.Of(ticket, settings.PciPolicyFor(ticket.Queue).KeepLastFour).IsSuccess(out var free, out var failure))
            {
                return failure;
            }

            return RetentionOf.TooLong(free.Call, settings) is { } invalid
                ? invalid
                : await TryIssueAsync(store, actor, free.Call, free.Findings, settings, cancellationToken);
        }
        catch (ManifestException)
        {
            return Failure.FailedVerification("The stored recording of this call failed its integrity check.");
        }
    }

    /// <summary>What a person of the call has stopped stops before anything of it can be uploaded.</summary>
    async Task<Outcome<IssuedTicket>> TryIssueAsync(
        TenantStore store,
        Actor actor,
        RecordingTicket ticket,
        IReadOnlyList<PciFinding> findings,
        TenantSettings settings,
        CancellationToken cancellationToken)
    {
        using var secret = await secrets.OpenAsync(store, cancellationToken);
        var outcome = await IssueAsync(store, actor, ticket, findings, secret, settings, cancellationToken);
        if (outcome.IsSuccess(out var issued, out _))
        {
            await standing.ApplyAsync(
                store, issued.RecordingId, RecordingPeople.Of(ticket, secret.Tokens, settings), cancellationToken);
        }

        return outcome;
    }

    async Task<Outcome<IssuedTicket>> IssueAsync(
        TenantStore store,
        Actor actor,
        RecordingTicket ticket,
        IReadOnlyList<PciFinding> findings,
        IndexSecret secret,
        TenantSettings settings,
        CancellationToken cancellationToken)
    {
        var call = new AnnouncedCall(ticket, findings, secret.TicketMac(TicketDigestInput.Of(ticket)), settings);
        var claim = await claims.ClaimAsync(store, secret.Tokens.CallIdToken(ticket.CallId.Value).Value, actor, cancellationToken);
        if (!claim.IsNew && await states.FindAsync(store, claim.Id, cancellationToken) is { } existing)
        {
            return await claims.ErasedAsync(store, claim, cancellationToken) is { } gone
                ? RecordingClaims.Erased(gone.Certificate)
                : await repeated.AnswerAsync(store, actor, existing, call.Mac, settings, cancellationToken);
        }

        using var key = await recordings.CreateKeyAsync(store, claim, ticket.CallId, cancellationToken);
        if (await claims.ErasedAsync(store, claim, cancellationToken) is { } tombstone)
        {
            await claims.UndoAsync(store, claim, tombstone, cancellationToken);
            return RecordingClaims.Erased(tombstone.Certificate);
        }

        if (key is null)
        {
            return RecordingClaims.Erased(certificate: null);
        }

        var now = clock.GetUtcNow();
        var document = call.Describe(store.Tenant, claim.Id, key, secret.Tokens, now);
        if (await recordings.CreateAsync(store, claim, document, cancellationToken) is { } other)
        {
            return await repeated.AnswerAsync(store, actor, other, call.Mac, settings, cancellationToken);
        }

        var lifetime = TimeSpan.FromMinutes(settings.UploadUrlMinutes);
        var uploads = await urls.OfAsync(store, claim.Id, document.Ticket!, lifetime, cancellationToken, isNew: true);
        return new IssuedTicket(claim.Id, document.State, uploads, Created: true)
        {
            Warnings = RetentionOf.Ticket(ticket, settings, now).FirstEnd <= now ? [IssuedTicket.RetentionPassed] : [],
        };
    }
}
