using Compliance.Exchange;
using Compliance.Tenancy;

namespace Compliance.Calls;

/// <summary>
/// Commands recorders, with one message per command on <c>{tenant}/recorder-commands</c>. The data is
/// <c>{"recorder","channel","number","claimId","ackToken"}</c>. The subject, <c>calls/{id}</c>, is the same for every command of a call, so
/// a recorder that redeemed the first claim need not redeem the next.
/// </summary>
public sealed class RecorderCommands(CallClaims claims, RecorderAckTokens tokens, ITenantMessages messages, TimeProvider clock)
{
    public async Task<bool> SendAsync(
        TenantStore store, string token, LiveCall call, IReadOnlyList<RecorderLine> lines, CancellationToken cancellationToken)
    {
        var made = await Task.WhenAll(lines.Select(line => MessageAsync(store, token, call, line, cancellationToken)));
        return made.Length == 0 || await messages.SendAsync(store.Scope, made, cancellationToken) is SendOutcome.Sent;
    }

    async Task<TenantMessage> MessageAsync(
        TenantStore store, string token, LiveCall call, RecorderLine line, CancellationToken cancellationToken)
    {
        var claim = claims.PutAsync(store, token, cancellationToken);
        var ack = tokens.MakeAsync(store.Scope, new RecorderAck(token, line.Command, line.Channel, line.Name), cancellationToken);
        return new TenantMessage(
            TenantMessage.RecorderCommands,
            Guid.CreateVersion7(clock.GetUtcNow()).ToString("D"),
            line.Paused ? CallMessages.Pause : CallMessages.Resume,
            $"calls/{call.Id}",
            line.SentAt,
            CallClaims.Lifetime,
            new MessageAddress(CallMessages.Recorder, line.Name),
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["recorder"] = line.Name,
                ["channel"] = line.Channel,
                ["number"] = line.Number,
                ["claimId"] = await claim,
                ["ackToken"] = await ack,
            });
    }
}
