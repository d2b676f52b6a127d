using Compliance.Tenancy;

namespace Compliance.Exchange;

/// <summary>A message for a topic of a tenant. It carries opaque ids only; everything else is fetched with a claim.</summary>
/// <param name="Topic"><c>recorder-commands</c> or <c>privacy-events</c>.</param>
/// <param name="Id">Message id; the bus drops a duplicate.</param>
/// <param name="Type">CloudEvents <c>type</c>: <c>compliance.recipient.erased</c>.</param>
/// <param name="Subject"><c>calls/{id}</c>, <c>requests/{id}</c>.</param>
/// <param name="Lifetime">How long the bus keeps it.</param>
/// <param name="To">What subscriptions filter by; null for all subscriptions.</param>
public sealed record TenantMessage(
    string Topic,
    string Id,
    string Type,
    string Subject,
    DateTimeOffset Time,
    TimeSpan Lifetime,
    MessageAddress? To,
    IReadOnlyDictionary<string, object> Data)
{
    public const string RecorderCommands = "recorder-commands";
    public const string PrivacyEvents = "privacy-events";
}

/// <summary>An application property that subscriptions filter by: <c>recorder</c> or <c>recipient</c>, and its name.</summary>
public sealed record MessageAddress(string Property, string Name);

/// <summary>Outcome of an attempt to send.</summary>
public enum SendOutcome
{
    Sent,

    /// <summary>The bus could not be reached or denied access; a later attempt may succeed.</summary>
    Unreachable,

    /// <summary>The bus rejects this message, however often it is sent.</summary>
    Refused,
}

/// <summary>The part of the message bus that tenants' topics need.</summary>
public interface ITenantMessages
{
    /// <summary>
    /// Sends CloudEvents 1.0 to the topics of the resource with the credential of the identity, so that the bus itself refuses a mix-up.
    /// Returns after a few seconds even if the bus does not respond.
    /// </summary>
    Task<SendOutcome> SendAsync(TenantScope scope, IReadOnlyList<TenantMessage> messages, CancellationToken cancellationToken);
}
