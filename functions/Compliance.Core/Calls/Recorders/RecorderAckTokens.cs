using Compliance.Keys;
using Compliance.Pci;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Calls.Recorders;

/// <summary>Which command a token acknowledges.</summary>
/// <param name="Call">The live call's token.</param>
public sealed record RecorderAck(string Call, string Command, PauseChannel Channel, string Name);

/// <summary>
/// Acknowledgement tokens <c>{tenant}.recorder.{sealed}</c>. Only we can make or read them; each counts for one command, and only while
/// that is the recorder's latest and unanswered.
/// </summary>
public sealed class RecorderAckTokens(TenantSecrets secrets)
{
    const string SecretName = "recorder-acks";
    const string Kind = "recorder";

    public async Task<string> MakeAsync(TenantScope scope, RecorderAck ack, CancellationToken cancellation)
    {
        using var key = await secrets.GetAsync(scope, SecretName, cancellation);
        return $"{scope.Resource}.{Kind}.{SealedText.Seal($"{ack.Call}|{ack.Command}|{ack.Channel}|{ack.Name}", key, Context(scope))}";
    }

    /// <returns>The tenant that a token says it is of; null when it is none of ours by its form.</returns>
    public static TenantId? TenantOf(string token) =>
        token.Split('.') is [var tenant, Kind, _] && TenantId.TryParse(tenant, out var id) ? id : null;

    /// <returns>Null when the token is not one that was made for this tenant.</returns>
    public async Task<RecorderAck?> OpenAsync(TenantScope scope, string token, CancellationToken cancellation)
    {
        using var key = await secrets.GetAsync(scope, SecretName, cancellation);
        return SealedText.Open(token.Split('.')[^1], key, Context(scope))?.Split('|') is [var call, var command, var channel, var name]
            && Enum.TryParse<PauseChannel>(channel, out var medium)
                ? new RecorderAck(call, command, medium, name)
                : null;
    }

    static string Context(TenantScope scope) => $"recorder-ack/{scope.Resource}";
}
