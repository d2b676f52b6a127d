using Compliance.Exchange;
using Compliance.Tenancy;

namespace Compliance.Calls;

/// <summary>Handles recorders' answers. An answer that is late, repeated or to a superseded command changes nothing.</summary>
public sealed class RecorderAnswerHandler(RecorderAckTokens tokens, LiveCallStore calls) : IAcknowledgementHandler
{
    public string Kind => RecorderAckTokens.Kind;

    /// <returns>True if it counted.</returns>
    public async Task<bool> TakeAsync(TenantStore store, string ackToken, AckOutcome outcome, CancellationToken cancellationToken)
    {
        if (await tokens.OpenAsync(store.Scope, ackToken, cancellationToken) is not { } ack)
        {
            return false;
        }

        // A recorder that does not know the call has not paused it.
        var answer = outcome is AckOutcome.Done ? RecorderAnswer.Confirmed : RecorderAnswer.Refused;
        var update = await calls.UpdateAsync(store, ack.Call, call => Answered(call, ack, answer), cancellationToken);
        return update is { Written: true };
    }

    static LiveCall? Answered(LiveCall? call, RecorderAck ack, RecorderAnswer answer)
    {
        var line = call?.Recorders.FirstOrDefault(x =>
            x.Is(ack.Name, ack.Channel) && x.Command == ack.Command && x.Answer is RecorderAnswer.Pending);
        return line is null
            ? null
            : call! with { Recorders = [.. call.Recorders.Select(x => x == line ? line with { Answer = answer } : x)] };
    }
}
