using Compliance.Local.Hosting;

namespace Compliance.Local.Tests.Hosting;

public sealed class HostPresenceTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Bury_LivingHost_LeftAlone()
    {
        using var self = new HostPresence(folder.Path);
        using var other = new HostPresence(folder.Path);

        Assert.Empty(Buried(self));
    }

    [Fact]
    public void Bury_HostThatWasKilled_ReleasedOnce()
    {
        using var self = new HostPresence(folder.Path);

        // What a killed host leaves: its file, which nobody holds.
        File.WriteAllText(folder.In("hosts/abc.host"), "");

        Assert.Equal(["abc"], Buried(self));
        Assert.Empty(Buried(self));
    }

    [Fact]
    public void Dispose_Orderly_LeavesNoFile()
    {
        new HostPresence(folder.Path).Dispose();

        Assert.Empty(Directory.GetFiles(folder.In("hosts")));
    }

    static List<string> Buried(HostPresence presence)
    {
        var dead = new List<string>();
        presence.Bury(dead.Add);
        return dead;
    }
}
