namespace Compliance.Functions.Platform;

/// <summary>The platform's Service Bus namespace, section <c>Bus</c>, which triggers and senders share.</summary>
public sealed class BusOptions
{
    public const string Section = "Bus";

    /// <summary>Host name: <c>….servicebus.windows.net</c>. Required.</summary>
    public string FullyQualifiedNamespace { get; set; } = "";
}
