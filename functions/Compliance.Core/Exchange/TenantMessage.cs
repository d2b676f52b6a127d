using Compliance.Tenancy;

namespace Compliance.Exchange;

/// <summary>A message for a topic of the tenant's: opaque ids only, whatever else there is to know is fetched with a claim.</summary>
/// <param name="Topic"><c>recorder-commands</c> or <c>privacy-events</c>.</param>
/// <param name="Id">The same id sent again is dropped by the bus.</param>
/// <param name="Type">CloudEvents' type: <c>compliance.recipient.erased</c>.</param>
/// <param name="Subject"><c>calls/{id}</c>, <c>requests/{id}</c>.</param>
/// <param name="Lifetime">How long the bus keeps it.</param>
/// <param name="To">What a subscription filters by; null for everybody.</param>
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

/// <summary>An application property by which subscriptions filter: <c>recorder</c> or <c>recipient</c>, and its name.</summary>
public sealed record MessageAddress(string Property, string Name);

/// <summary>What became of an attempt to send.</summary>
public enum SendOutcome
{
    Sent,

    /// <summary>The bus could not be reached, or does not let us in; a later attempt may succeed.</summary>
    Unreachable,

    /// <summary>The bus will not take this message, however often it is sent.</summary>
    Refused,
}

/// <summary>The message bus, as far as tenants' topics need it.</summary>
public interface ITenantMessages
{
    /// <summary>
    /// Sends CloudEvents 1.0 to the resource's topics with the identity's credential, so that a mix-up is the bus's own refusal; ends after
    /// some seconds also when the bus does not answer.
    /// </summary>
    Task<SendOutcome> SendAsync(TenantScope scope, IReadOnlyList<TenantMessage> messages, CancellationToken cancellation);
}
