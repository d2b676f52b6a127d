using System.Diagnostics;
using System.Globalization;
using System.Text;
using Compliance.Audit;
using Compliance.Identities;
using Compliance.Local.Hosting;
using Compliance.Recordings;
using Compliance.Settings;
using Compliance.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace Compliance.Benchmarks;

/// <summary>
/// Recordings written into a data folder by the app's own classes, without a host, HTTP or orchestration: every document is as the app
/// writes it, and a host that is started on the folder afterwards takes them for its own.
/// </summary>
static class SeededRecordings
{
    public const string Command = "seed";

    const int AtOnce = 8;
    const int Queues = 10;
    const int People = 100;

    static readonly TenantScope Scope = new(TenantId.Parse("acme"), TenantId.Parse("acme"));
    static readonly Actor Recorder = Actor.System("Seed");
    static readonly byte[] Content = Encoding.UTF8.GetBytes("the caller asked about a bill\n");

    /// <param name="count">Recordings of tenant <c>acme</c>: one a minute back from now, of a hundred callers, in ten queues.</param>
    /// <param name="folder">The data folder of a host that does not run.</param>
    public static async Task RunAsync(TextWriter output, int count, string folder)
    {
        var (since, now) = (Stopwatch.GetTimestamp(), TimeProvider.System.GetUtcNow());
        await WriteAsync(folder, Enumerable.Range(0, count).Select(i => Ticket(
            now.AddMinutes(-i), $"queue-{i % Queues}", string.Create(CultureInfo.InvariantCulture, $"\"accountId\":\"ACC-{i % People}\""))));
        var took = Stopwatch.GetElapsedTime(since).TotalSeconds;
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{count:N0} recordings sealed in {folder}: {took:F0} s, {count / took:F1} a second"));
    }

    /// <param name="caller">JSON members of the caller's party.</param>
    public static string Ticket(DateTimeOffset at, string queue, string caller) =>
        $$"""
        {"callId":"{{Guid.NewGuid()}}","startedAt":"{{at:yyyy-MM-ddTHH:mm:ssZ}}","queue":"{{queue}}",
         "parties":[{"role":"agent","id":"agent-1"},{"role":"caller",{{caller}}}],
         "purposes":[{"purpose":"quality","basis":"consent"}],
         "files":[{"name":"note.txt","contentType":"text/plain","size":{{Content.Length}}}]}
        """;

    /// <summary>Announces, uploads and seals what the tickets say.</summary>
    public static async Task WriteAsync(string folder, IEnumerable<string> tickets)
    {
        var options = new LocalHostOptions { Port = 0, DataFolder = folder, Tenants = [Scope.Resource] };
        await using var opened = await LocalHost.OpenAsync(options, CancellationToken.None);
        var services = opened.Services;
        var (store, parser) = (
            services.GetRequiredService<TenantStoreFactory>().Open(Scope), new TicketParser(new IdentityNormalizer("GB"), TimeProvider.System));
        var (issuer, sealing) = (services.GetRequiredService<UploadTicketIssuer>(), services.GetRequiredService<RecordingSealing>());
        await Parallel.ForEachAsync(tickets, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (json, cancellationToken) =>
        {
            if (!parser.ParseTicket(Encoding.UTF8.GetBytes(json)).IsSuccess(out var ticket, out var failure)
                || !(await issuer.IssueAsync(
                    store, Recorder, ticket, new TenantSettings(), cancellationToken)).IsSuccess(out var issued, out failure))
            {
                throw new InvalidOperationException($"{failure}");
            }

            var id = issued.RecordingId;
            await Inbox.Blob(store, id, 0).UploadAsync(BinaryData.FromBytes(Content), overwrite: true, cancellationToken);
            if (await sealing.SealAsync(store, id, $"seed-{id}", cancellationToken) is not SealingEnd.Ended)
            {
                throw new InvalidOperationException($"{id} was not sealed.");
            }
        });
    }
}
