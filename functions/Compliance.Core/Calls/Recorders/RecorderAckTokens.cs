using Compliance.Exchange;
using Compliance.Pci;
using Compliance.Tenancy;

namespace Compliance.Calls;

/// <summary>The command that a token acknowledges.</summary>
/// <param name="Call">Token of the live call.</param>
public sealed record RecorderAck(string Call, string Command, PauseChannel Channel, string Name);

/// <summary>Tokens of kind <c>recorder</c>: each counts for one command, and only while that is the recorder's latest and
/// unanswered.</summary>
public sealed class RecorderAckTokens(AckTokens tokens)
{
    public const string Kind = "recorder";

    public Task<string> MakeAsync(TenantScope scope, RecorderAck ack, CancellationToken cancellationToken) =>
        tokens.MakeAsync(scope, Kind, $"{ack.Call}|{ack.Command}|{ack.Channel}|{ack.Name}", cancellationToken);

    /// <returns>Null if the token was not made for this tenant.</returns>
    public async Task<RecorderAck?> OpenAsync(TenantScope scope, string token, CancellationToken cancellationToken) =>
        (await tokens.OpenAsync(scope, Kind, token, cancellationToken))?.Split('|') is [var call, var command, var channel, var name]
            && Enum.TryParse<PauseChannel>(channel, out var medium)
                ? new RecorderAck(call, command, medium, name)
                : null;
}
