using Compliance.Exchange;
using Compliance.Functions.Access;
using Compliance.Json;
using Compliance.Tenancy;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.Exchange;

/// <summary>
/// Receives acknowledgements from other systems. Any sender with the right to send may write anything, so a message without a valid token
/// is dropped and never blocks others. A <c>detail</c> may contain anything, so it is not stored.
/// </summary>
public sealed class Acknowledgements(
    TenantStoreFactory stores, IOptions<TenancyOptions> tenancy, IEnumerable<IAcknowledgementHandler> takers, ILogger<Acknowledgements> log)
{
    /// <param name="body">The body of the message, unchanged.</param>
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
