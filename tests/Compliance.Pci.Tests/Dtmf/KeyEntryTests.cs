namespace Compliance.Pci.Tests.Dtmf;

public sealed class KeyEntryTests
{
    public static TheoryData<string> Names => [.. KeyEntries.All.Select(x => x.Name)];

    static IReadOnlyList<DtmfEntry> Entries(float[] samples)
    {
        var detector = new DtmfDetector(8000);
        detector.Add(samples);
        detector.End();
        return [.. DtmfEntry.Group(detector.Keys, 0)];
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Card_number_is_silenced_however_it_is_keyed(string name)
    {
        var form = KeyEntries.All.Single(x => x.Name == name);
        for (var seed = 0; seed < 10; seed++)
        {
            var (samples, keys) = form.Make(seed);
            Assert.Equal(keys.Count, KeyEntries.Silenced(Entries(samples), keys));
        }
    }

    [Fact]
    public void Talk_between_slow_keys_stays()
    {
        var (samples, keys) = KeyEntries.All.Single(x => x.OffSeconds == 6).Make(1);
        Assert.Equal(keys.Count, Assert.Single(Entries(samples)).Stretches().Count());
    }

    [Fact]
    public void Signalling_between_exchanges_is_no_entry()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            Assert.DoesNotContain(Entries(KeyEntries.MakeExchange(seed)), x => x.Keys.Count >= DtmfEntry.LongKeys);
        }
    }

    [Fact]
    public void Menu_choices_in_a_row_stay()
    {
        DtmfKey[] keys = [.. Enumerable.Range(0, 20).Select(i => new DtmfKey((char)('1' + (i % 2)), i * 15, (i * 15) + 0.1))];
        Assert.All(DtmfEntry.Group(keys, 0), x => Assert.Single(x.Keys));
    }
}
