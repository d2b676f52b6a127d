using System.Globalization;
using System.Text.Json.Nodes;

namespace Compliance.EndToEnd.Tests.CardGuard;

/// <summary>A request that reached the calls API.</summary>
public sealed record CallEvent(string Verb, string Tenant, string CallId, string? Authorization, JsonObject Body, DateTimeOffset Received)
{
    public DateTimeOffset At => DateTimeOffset.Parse(Body["at"]!.GetValue<string>(), CultureInfo.InvariantCulture);

    public string? Trigger => Body["trigger"]?.GetValue<string>();

    public string? Field => Body["field"]?.GetValue<string>();
}

/// <summary>What the recorders say to a pause.</summary>
public enum Recorders
{
    Confirm,
    Wait,
    Refuse,
}
