using Compliance.Audit;
using Compliance.Failures;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Notices;
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

    /// <summary>The notice was not valid when the call started.</summary>
    public const string NoticeNotValid = "noticeNotValid";

    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Purposes of the ticket that the recording is not made for.</summary>
    public IReadOnlyList<DroppedPurpose> DroppedPurposes { get; init; } = [];

    /// <summary>Withdrawals of consent that were filed because the call has its callers now.</summary>
    public IReadOnlyList<SubjectRequestId> Filed { get; init; } = [];
}

/// <summary>
/// Accepts tickets. At once it creates a recording key, the state blob with the metadata sealed under that key, and the blind index
/// entries; then it issues one URL per file. Every step may be repeated. The recording exists once its state blob does.
/// </summary>
public sealed class UploadTicketIssuer(
    IndexSecretReader secrets,
    RecordingClaims claims,
    CallMap calls,
    RecordingStateStore states,
    NewRecordings recordings,
    RepeatedTickets repeated,
    UploadUrls urls,
    IStandingRequests standing,
    NoticeRegister notices,
    ITicketConsents consents,
    TimeProvider clock)
{
    const string NoPurposeLeft = "none may be recorded for: each rests on a consent that was refused, withdrawn, has expired, or is not recorded "
        + "although the tenant's settings require it";

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
                : await WithNoticeAsync(store, actor, new(free.Call, free.Findings, null, settings), cancellationToken);
        }
        catch (ManifestException)
        {
            return Failure.FailedVerification("The stored recording of this call failed its integrity check.");
        }
    }

    /// <summary>Before the call is claimed: a ticket that is refused leaves nothing.</summary>
    async Task<Outcome<IssuedTicket>> WithNoticeAsync(
        TenantStore store, Actor actor, AnnouncedCall call, CancellationToken cancellationToken)
    {
        if (call.Ticket.Notice is not { } reference)
        {
            return await TryIssueAsync(store, actor, call, cancellationToken);
        }

        var used = await notices.UseAsync(store, actor, reference, call.Ticket.StartedAt, "notice", cancellationToken);
        return used.IsSuccess(out var given, out var failure)
            ? await TryIssueAsync(store, actor, call with { Notice = given }, cancellationToken)
            : failure;
    }

    /// <summary>
    /// What a person of the call has stopped stops before anything of it can be uploaded. A repeated ticket has dropped what it dropped at first,
    /// whatever was said since.
    /// </summary>
    async Task<Outcome<IssuedTicket>> TryIssueAsync(
        TenantStore store, Actor actor, AnnouncedCall call, CancellationToken cancellationToken)
    {
        using var secret = await secrets.OpenAsync(store, cancellationToken);
        var consent = await consents.ReadAsync(store, call.Ticket, secret.Tokens, call.Settings, cancellationToken);
        var mac = secret.TicketMac(TicketDigestInput.Of(call.Ticket));
        var outcome = consent.Dropped.Count == call.Ticket.Purposes.Count
            ? await WithoutPurposeAsync(store, actor, call, mac, secret, cancellationToken)
            : await IssueAsync(store, actor, call.Without(consent.Dropped), mac, secret, cancellationToken);
        if (outcome.IsSuccess(out var issued, out _))
        {
            var filed = await consent.AssertAsync(
                actor, issued.RecordingId, call.Notice, issued.DroppedPurposes, cancellationToken);
            await standing.ApplyAsync(
                store, issued.RecordingId, RecordingPeople.Of(call.Ticket, secret.Tokens, call.Settings), cancellationToken);
            return issued with { Filed = filed };
        }

        return outcome;
    }

    /// <summary>Nothing may be recorded, unless it has been allowed before.</summary>
    async Task<Outcome<IssuedTicket>> WithoutPurposeAsync(
        TenantStore store, Actor actor, AnnouncedCall call, string mac, IndexSecret secret, CancellationToken cancellationToken) =>
        await calls.FindAsync(store, secret.Tokens.CallIdToken(call.Ticket.CallId.Value).Value, cancellationToken) is { } id
        && await states.FindAsync(store, id, cancellationToken) is { } existing
            ? await repeated.AnswerAsync(store, actor, existing, mac, call.Settings, cancellationToken)
            : Failure.Invalid("purposes", NoPurposeLeft);

    /// <param name="mac">HMAC over the ticket as it was sent.</param>
    async Task<Outcome<IssuedTicket>> IssueAsync(
        TenantStore store, Actor actor, AnnouncedCall call, string mac, IndexSecret secret, CancellationToken cancellationToken)
    {
        var (ticket, settings) = (call.Ticket, call.Settings);
        var claim = await claims.ClaimAsync(store, secret.Tokens.CallIdToken(ticket.CallId.Value).Value, actor, cancellationToken);
        if (!claim.IsNew && await states.FindAsync(store, claim.Id, cancellationToken) is { } existing)
        {
            return await claims.ErasedAsync(store, claim, cancellationToken) is { } gone
                ? RecordingClaims.Erased(gone.Certificate)
                : await repeated.AnswerAsync(store, actor, existing, mac, settings, cancellationToken);
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
        var document = call.Describe(store.Tenant, claim.Id, mac, key, secret.Tokens, now);
        if (await recordings.CreateAsync(store, claim, document, cancellationToken) is { } other)
        {
            return await repeated.AnswerAsync(store, actor, other, mac, settings, cancellationToken);
        }

        var lifetime = TimeSpan.FromMinutes(settings.UploadUrlMinutes);
        var uploads = await urls.OfAsync(store, claim.Id, document.Ticket!, lifetime, cancellationToken, isNew: true);
        return new IssuedTicket(claim.Id, document.State, uploads, Created: true)
        {
            DroppedPurposes = call.Dropped,
            Warnings =
            [
                .. RetentionOf.Ticket(ticket, settings, now).FirstEnd <= now ? [IssuedTicket.RetentionPassed] : Array.Empty<string>(),
                .. call.Notice is { IsOutOfTime: true } ? [IssuedTicket.NoticeNotValid] : Array.Empty<string>(),
            ],
        };
    }
}
