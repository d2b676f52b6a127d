using Compliance.Audit;
using Compliance.Identities;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.Exchange;

/// <summary>An identity as a claim returns it.</summary>
/// <param name="Value">A phone number in E.164; any other identity as the request has it.</param>
public sealed record ClaimedIdentity(IdentityType Type, string Value)
{
    public override string ToString() => "ClaimedIdentity(redacted)";
}

/// <summary>The content that a claim returns.</summary>
/// <param name="Resource">Opaque name of the fetched resource, for the audit log.</param>
public sealed record ClaimContent(string Resource, IReadOnlyList<ClaimedIdentity> Identities, IReadOnlyList<CallId> CallIds)
{
    /// <summary>Calls of which media are to be erased, while the rest may stay; null for none.</summary>
    public IReadOnlyList<ClaimedMedia>? Media { get; init; }

    /// <summary>Calls of which only the person's part was erased, because others are on them; null for what is about no request.</summary>
    public IReadOnlyList<CallId>? PartCallIds { get; init; }

    /// <summary>What a delivery's claim gives; null for others.</summary>
    public ClaimedDelivery? Delivery { get; init; }

    public override string ToString() => $"ClaimContent({Resource})";
}

/// <summary>A call that stays without some of its media.</summary>
/// <param name="Media"><c>audio</c>, <c>screen</c>, <c>transcript</c>, <c>keystrokes</c>.</param>
public sealed record ClaimedMedia(string CallId, IReadOnlyList<string> Media)
{
    public override string ToString() => "ClaimedMedia(redacted)";
}

/// <summary>Link and code of a delivery, to be sent to the person by two channels.</summary>
public sealed record ClaimedDelivery(string Url, string Code, DateTimeOffset ExpiresAt)
{
    public override string ToString() => "ClaimedDelivery(redacted)";
}

/// <summary>Resolves one kind of claim.</summary>
public interface IClaimSource
{
    ClaimKind Kind { get; }

    /// <param name="of"><see cref="Claim.Of"/>.</param>
    /// <param name="subject">The caller, as named in its token.</param>
    /// <returns>Null if there is no content, or none for this caller.</returns>
    Task<ClaimContent?> ResolveAsync(TenantStore store, string of, string subject, CancellationToken cancellationToken);

    /// <summary>Records that content is about to be returned; repeated for one claim, it is recorded once. Default: nothing.</summary>
    /// <param name="id">The claim's id.</param>
    Task NoteAsync(
        TenantStore store, string of, string id, Actor actor, ClaimContent content, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The claim was spent: nobody can fetch its content again. Default: nothing.</summary>
    Task SpentAsync(TenantStore store, string of, CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>
/// Returns the content of claims; each claim can be redeemed only once. The content is collected before the claim is marked as spent, so
/// that a failure in between does not cost the caller the claim, and it is recorded by its source and audited (<c>claim.fetched</c>) before it is returned.
/// </summary>
public sealed class ClaimRedeemer(ClaimStore claims, IEnumerable<IClaimSource> sources, IAuditLog audit)
{
    /// <param name="actor">The caller, as named in the audit log.</param>
    /// <param name="subject">The caller, as named in its token.</param>
    /// <returns>Null if the claim does not exist, belongs to another caller, was fetched before or has expired.</returns>
    public async Task<ClaimContent?> FetchAsync(
        TenantStore store, Actor actor, string subject, string id, CancellationToken cancellationToken)
    {
        if (await claims.FindAsync(store, id, cancellationToken) is not { } open
            || sources.FirstOrDefault(x => x.Kind == open.Claim.Kind) is not { } source
            || await source.ResolveAsync(store, open.Claim.Of, subject, cancellationToken) is not { } content
            || !await NotedAsync(store, source, open, actor, content, cancellationToken)
            || !await claims.TrySpendAsync(store, open, cancellationToken))
        {
            return null;
        }

        await source.SpentAsync(store, open.Claim.Of, CancellationToken.None);
        var entry = new AuditEntry(
            "claim.fetched", id, AuditPhase.Single, actor.Pseudonym, AuditEntry.Success, actor.Origin, content.Resource);
        await audit.AppendAsync(store.Scope, entry, CancellationToken.None);
        return content;
    }

    static async Task<bool> NotedAsync(
        TenantStore store, IClaimSource source, OpenClaim open, Actor actor, ClaimContent content, CancellationToken cancellationToken)
    {
        await source.NoteAsync(store, open.Claim.Of, open.Id, actor, content, cancellationToken);
        return true;
    }
}
