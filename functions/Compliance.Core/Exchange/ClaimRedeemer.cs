using Compliance.Audit;
using Compliance.Identities;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.Exchange;

/// <summary>An identity as a claim gives it.</summary>
/// <param name="Value">A phone in E.164, anything else as the request has it.</param>
public sealed record ClaimedIdentity(IdentityType Type, string Value)
{
    public override string ToString() => "ClaimedIdentity(redacted)";
}

/// <summary>What a claim gives.</summary>
/// <param name="Resource">What the audit log says was fetched: opaque.</param>
public sealed record ClaimContent(string Resource, IReadOnlyList<ClaimedIdentity> Identities, IReadOnlyList<CallId> CallIds)
{
    public override string ToString() => $"ClaimContent({Resource})";
}

/// <summary>Knows what one kind of claim leads to.</summary>
public interface IClaimSource
{
    ClaimKind Kind { get; }

    /// <param name="of"><see cref="Claim.Of"/>.</param>
    /// <param name="subject">The caller, as its token names it.</param>
    /// <returns>Null when there is nothing, or nothing for this caller.</returns>
    Task<ClaimContent?> ResolveAsync(TenantStore store, string of, string subject, CancellationToken cancellation);
}

/// <summary>
/// Hands out what claims lead to, once each. What is handed out is gathered before the claim is spent, so that a fault in between costs
/// nobody the claim, and audited (<c>claim.fetched</c>) before it leaves.
/// </summary>
public sealed class ClaimRedeemer(ClaimStore claims, IEnumerable<IClaimSource> sources, IAuditLog audit)
{
    /// <param name="actor">Who fetches, as the audit log says it.</param>
    /// <param name="subject">Who fetches, as the token says it.</param>
    /// <returns>Null when there is no such claim, it is another's, it was fetched before, or it expired.</returns>
    public async Task<ClaimContent?> FetchAsync(TenantStore store, Actor actor, string subject, string id, CancellationToken cancellation)
    {
        if (await claims.FindAsync(store, id, cancellation) is not { } open
            || sources.FirstOrDefault(x => x.Kind == open.Claim.Kind) is not { } source
            || await source.ResolveAsync(store, open.Claim.Of, subject, cancellation) is not { } content
            || !await claims.TrySpendAsync(store, open, cancellation))
        {
            return null;
        }

        var entry = new AuditEntry(
            "claim.fetched", id, AuditPhase.Single, actor.Pseudonym, AuditEntry.Success, actor.Origin, content.Resource);
        await audit.AppendAsync(store.Scope, entry, CancellationToken.None);
        return content;
    }
}
