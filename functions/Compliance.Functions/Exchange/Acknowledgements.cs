using Compliance.Exchange;
using Compliance.Functions.Access;
using Compliance.Json;
using Compliance.Tenancy;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.Exchange;

/// <summary>
/// What other systems answer. Anybody with the right to send may write anything: what has no valid token is dropped, and never stops
/// another's answer. A <c>detail</c> may hold anything, so it is not kept.
/// </summary>
public sealed class Acknowledgements(
    TenantStoreFactory stores, IOptions<TenancyOptions> tenancy, IEnumerable<IAcknowledgementHandler> takers, ILogger<Acknowledgements> log)
{
    /// <param name="body">The message's, as it came.</param>
    public async Task TakeAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (!StrictJson.Parse<Acknowledgement>(body).IsSuccess(out var ack, out _)
            || AckTokens.Read(ack.AckToken) is not var (resource, kind)
            || takers.FirstOrDefault(x => x.Kind == kind) is not { } taker
            || tenancy.Value.Find(resource) is not { } identity
            || !await taker.TakeAsync(stores.Open(new TenantScope(identity, resource)), ack.AckToken, ack.Outcome, cancellationToken))
        {
            log.AcknowledgementDropped();
        }
    }

    sealed record Acknowledgement(string AckToken, AckOutcome Outcome, string? Detail = null);
}
