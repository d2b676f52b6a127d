using Compliance.Tenancy;

namespace Compliance.Exchange;

/// <summary>What a recorder, or any recipient, says it did (API.md, queue <c>privacy-acks</c>).</summary>
public enum AckOutcome
{
    Done,
    NotFound,
    Refused,
}

/// <summary>Takes the acknowledgements of one kind of token.</summary>
public interface IAcknowledgementHandler
{
    /// <summary>The middle of <c>{tenant}.{kind}.{sealed}</c>.</summary>
    string Kind { get; }

    /// <returns>Whether it counted: its token is ours, and what it answers was open.</returns>
    Task<bool> TakeAsync(TenantStore store, string ackToken, AckOutcome outcome, CancellationToken cancellation);
}
