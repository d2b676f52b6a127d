using System.Text;
using Compliance.Consents;
using Compliance.Core.Tests.Audit.Transparency;
using Compliance.Core.Tests.Recordings.State;
using Compliance.Core.Tests.SubjectRequests.Erasure;
using Compliance.Identities;
using Compliance.Model;
using Compliance.SubjectRequests;

namespace Compliance.Core.Tests.Consents;

/// <summary>Whatever dies while a withdrawal is recorded: it is filed once.</summary>
public sealed class ConsentWithdrawalsTests(AzuriteFixture azurite)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(8)]
    [SoakData(200)]
    public async Task A_host_that_dies_anywhere_leaves_a_withdrawal_that_is_filed_once(int most)
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var calls = await DieAsync(bench, int.MaxValue, answered: false);
        Assert.InRange(calls, 6, 100);
        var points = Enumerable.Range(1, calls).SelectMany(x => new[] { (At: x, Answered: false), (At: x, Answered: true) }).ToArray();
        new Random(Seeds.Current).Shuffle(points);
        foreach (var (at, answered) in points.Take(most))
        {
            await DieAsync(bench, at, answered);
        }
    }

    /// <summary>How many storage calls the host made.</summary>
    static async Task<int> DieAsync(RecordingBench bench, int at, bool answered)
    {
        var dying = new DyingHost(at, answered);
        var form = Form(bench, $"dying-{at}-{(answered ? "b" : "a")}");
        await using (var host = bench.Beside(dying))
        {
            try
            {
                await host.Get<ConsentRegister>().RecordAsync(host.Store, RecordingBench.Actor, form, bench.Settings, Cancellation);
            }
            catch (Exception) when (dying.Died)
            {
            }
        }

        // The timer files what is owed. Whoever got no answer says it again.
        await bench.Get<ConsentEffects>().ReconcileAsync(bench.Store, bench.Sealing, Cancellation);
        var again = await bench.Get<ConsentRegister>().RecordAsync(bench.Store, RecordingBench.Actor, form, bench.Settings, Cancellation);
        Assert.True(again.IsSuccess(out var stored, out _));
        await bench.Get<ConsentEffects>().ReconcileAsync(bench.Store, bench.Sealing, Cancellation);
        var request = Assert.Single(stored.Stored.Document.Current.Requests);
        Assert.Equal([request], await RequestsAsync(bench, form));
        Assert.Empty(await RecordingBench.NamesAsync(bench.Store.State, "consents/"));
        return dying.Calls;
    }

    [Fact]
    public async Task What_was_said_in_a_call_waits_for_its_recording()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var ticket = bench.Ticket(caller: ErasureBench.Amelia);
        var form = new ConsentForm { Purpose = "research", State = ConsentState.Withdrawn };
        Assert.True((await bench.Get<ConsentRegister>().RecordAsync(bench.Store, RecordingBench.Actor, ticket.CallId, form, Cancellation))
            .IsSuccess(out var said, out _));
        Assert.Empty(await bench.Get<ConsentEffects>().ReconcileAsync(bench.Store, bench.Sealing, Cancellation));
        Assert.True(said.Stored.Document.Owes);
        await bench.AnnounceAsync(ticket);
        Assert.Single((await bench.Get<ConsentStore>().FindAsync(bench.Store, said.Stored.Id, Cancellation))!.Document.Current.Requests);
        Assert.Single(await bench.Get<ConsentEffects>().ReconcileAsync(bench.Store, bench.Sealing, Cancellation));

        var never = bench.Ticket(caller: ErasureBench.Amelia);
        await bench.Get<ConsentRegister>().RecordAsync(bench.Store, RecordingBench.Actor, never.CallId, form, Cancellation);
        bench.Clock.Advance(TimeSpan.FromDays(29));
        await bench.Get<ConsentEffects>().ReconcileAsync(bench.Store, bench.Sealing, Cancellation);
        Assert.Single(await RecordingBench.NamesAsync(bench.Store.State, "consents/"));
        bench.Clock.Advance(TimeSpan.FromDays(2));
        await bench.Get<ConsentEffects>().ReconcileAsync(bench.Store, bench.Sealing, Cancellation);
        Assert.Empty(await RecordingBench.NamesAsync(bench.Store.State, "consents/"));
    }

    static PersonConsentForm Form(RecordingBench bench, string account) => PersonConsentForm.Parse(
        Encoding.UTF8.GetBytes($$"""
            {"identities":[{"type":"accountId","value":"{{account}}"}],"purpose":"quality","state":"withdrawn","at":"2026-05-02T10:00:00Z",
             "evidence":"form A"}
            """),
        new IdentityNormalizer("GB"),
        bench.Clock.GetUtcNow()).IsSuccess(out var form, out _) ? form : throw new InvalidOperationException();

    static async Task<IReadOnlyList<SubjectRequestId>> RequestsAsync(RecordingBench bench, PersonConsentForm form)
    {
        using var secret = await bench.Get<Compliance.Keys.IndexSecretReader>().OpenAsync(bench.Store, Cancellation);
        var tokens = SubjectRequestIdentityNormalizer.Of(form.Identities, bench.Settings).Select(x => secret.Tokens.Token(x).Value);
        var found = await bench.Get<ISubjectRequests>().FindAsync(bench.Store, [.. tokens], Cancellation);
        var register = bench.Get<SubjectRequestRegister>();
        var stored = await Task.WhenAll(found.Select(x => register.FindAsync(bench.Store, x, Cancellation)));
        return [.. stored.Where(x => x is not null).Select(x => x!.Id)];
    }
}
