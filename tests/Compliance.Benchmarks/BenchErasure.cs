using Compliance.Audit;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.SubjectRequests;
using Compliance.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace Compliance.Benchmarks;

/// <summary>Erases recordings as a request does, a page at a time, and looks again; without the request around it.</summary>
sealed class BenchErasure(IServiceProvider services, TenantStore store, ErasureOrder order) : ISealingTerminator
{
    static readonly TenantScope Scope = new(TenantId.Parse("acme"), TenantId.Parse("acme"));

    public static async Task<BenchErasure> CreateAsync(IServiceProvider services)
    {
        var store = services.GetRequiredService<TenantStoreFactory>().Open(Scope);
        var request = SubjectRequestId.New(TimeProvider.System);
        using var key = await services.GetRequiredService<SubjectRequestKeys>().CreateAsync(store, request, CancellationToken.None);
        var certificate = SubjectRequestLinks.Certificate(store.Tenant, request);
        return new BenchErasure(services, store, new ErasureOrder(request, Actor.System("Benchmark"), certificate, "17(1)(b)"));
    }

    public async Task EraseAsync(IReadOnlyList<RecordingId> recordings)
    {
        var (erasure, ledger) = (services.GetRequiredService<RecordingErasure>(), services.GetRequiredService<ErasureLedger>());
        var verification = services.GetRequiredService<ErasureVerification>();
        foreach (var page in recordings.Chunk(PlanPageStore.Size))
        {
            await erasure.EraseAsync(store, [.. page.Select(x => (x, order))], this, CancellationToken.None);
            await Parallel.ForEachAsync(page, async (id, cancellationToken) =>
            {
                var entry = await ledger.FindAsync(store, id, order.Request, cancellationToken);
                if ((await verification.LookAgainAsync(store, id, entry!, cancellationToken)).Count > 0)
                {
                    throw new InvalidOperationException("Something of an erased recording is left.");
                }
            });
        }
    }

    public string InstanceOf(TenantScope scope, RecordingId id) => $"seal-{id}";

    public Task TerminateAsync(TenantScope scope, RecordingId id, CancellationToken cancellationToken) => Task.CompletedTask;
}
