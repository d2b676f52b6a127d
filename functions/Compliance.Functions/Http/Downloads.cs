using Compliance.Failures;
using Compliance.Functions.Access;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.Http;

/// <summary>
/// Counts the files that this instance is sending, because each holds a decrypted region in memory until its reader has taken it, and the
/// attachments that it is receiving, because each is held whole.
/// </summary>
public sealed class Downloads(IOptions<DownloadOptions> options)
{
    static readonly Failure Full = Failure.TooManyRequests("Too many files are being sent or received; try again when others have ended.");

    readonly Lock gate = new();
    readonly Dictionary<(TenantId Tenant, string Principal), int> open = [];
    int total;

    /// <summary>Takes a place until the answer has been sent or its connection has ended; 429 if there is none.</summary>
    public Outcome<Unit> Enter(FunctionContext context) => Enter(context, context.GetCaller().Tenant, context.GetCaller().Pseudonym);

    /// <param name="principal">Somebody without an account: what they came with.</param>
    public Outcome<Unit> Enter(FunctionContext context, TenantId tenant, string principal)
    {
        var key = (tenant, principal);
        lock (gate)
        {
            var own = open.GetValueOrDefault(key);
            if (total >= options.Value.MostOpen || own >= options.Value.MostOpenPerPrincipal)
            {
                return Full;
            }

            total++;
            open[key] = own + 1;
        }

        context.Request().HttpContext.Response.RegisterForDispose(new Place(() => Leave(key)));
        return default(Unit);
    }

    void Leave((TenantId, string) key)
    {
        lock (gate)
        {
            total--;
            if (--open[key] == 0)
            {
                open.Remove(key);
            }
        }
    }

    sealed class Place(Action leave) : IDisposable
    {
        public void Dispose() => leave();
    }
}
