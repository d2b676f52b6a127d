using Compliance.Tenancy;

namespace Compliance.Exchange;

/// <summary>The outcome that a recorder or another recipient reports (openapi.yaml, queue <c>privacy-acks</c>).</summary>
public enum AckOutcome
{
    Done,
    NotFound,
    Refused,
}

/// <summary>Handles the acknowledgements of one kind of token.</summary>
public interface IAcknowledgementHandler
{
    /// <summary>The middle part of <c>{tenant}.{kind}.{sealed}</c>.</summary>
    string Kind { get; }

    /// <returns>True if it counted: this system made the token, and what it acknowledges was open.</returns>
    Task<bool> TakeAsync(TenantStore store, string ackToken, AckOutcome outcome, CancellationToken cancellationToken);
}
