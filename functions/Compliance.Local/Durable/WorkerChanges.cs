using System.Diagnostics;

namespace Compliance.Local.Durable;

/// <summary>A process that runs instances, as others see it.</summary>
/// <param name="Scope">Where <paramref name="ProcessId"/> means something: the machine's name.</param>
sealed record Worker(string Id, string Scope, int ProcessId, long Started)
{
    public static Worker ThisProcess()
    {
        using var process = Process.GetCurrentProcess();
        return new(Guid.NewGuid().ToString("N"), Environment.MachineName, process.Id, process.StartTime.ToUniversalTime().Ticks);
    }

    /// <summary>Whether its process certainly has ended; a process elsewhere is never certain.</summary>
    public bool IsGone()
    {
        if (Scope != Environment.MachineName)
        {
            return false;
        }

        try
        {
            using var process = Process.GetProcessById(ProcessId);
            return process.HasExited
                || Math.Abs(process.StartTime.ToUniversalTime().Ticks - Started) > TimeSpan.FromSeconds(5).Ticks;
        }
        catch (ArgumentException)
        {
            // No process has that id: this is how the framework says that it ended.
            return true;
        }
        catch (Exception exception) when (exception is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It ended while we looked, or may not be looked at: its lease decides.
            return false;
        }
    }
}

/// <summary>Renews a worker's lease, takes over what ended or silent workers left, and takes what nobody has.</summary>
/// <param name="join">True when the worker is new; a worker that others declared dead must not come back under its id.</param>
sealed class LeaseChange(Worker me, bool join, DateTimeOffset now, TimeSpan lease) : Change
{
    public override string Step => "lease";

    /// <summary>After the commit: false when others have taken this worker's instances.</summary>
    public bool Holds { get; private set; }

    /// <summary>Instances taken over that have activities to run again.</summary>
    public IReadOnlyList<string> Taken { get; private set; } = [];

    public override void Apply(StoreWriter writer)
    {
        var until = now.Add(lease).UtcTicks;
        Taken = [];
        if (join)
        {
            writer["INSERT INTO workers(id, scope, pid, started, until) VALUES($0, $1, $2, $3, $4)"]
                .Run(me.Id, me.Scope, me.ProcessId, me.Started, until);
            Holds = true;
        }
        else
        {
            Holds = writer["UPDATE workers SET until=$1 WHERE id=$0"].Run(me.Id, until) == 1;
        }

        if (!Holds)
        {
            return;
        }

        var others = writer["SELECT id, scope, pid, started, until FROM workers WHERE id<>$0"].Query(
            row => (Worker: new Worker(row.GetString(0), row.GetString(1), row.GetInt32(2), row.GetInt64(3)), Until: row.GetInt64(4)), me.Id);
        foreach (var (other, lasts) in others)
        {
            if (lasts < now.UtcTicks || other.IsGone())
            {
                writer["DELETE FROM workers WHERE id=$0"].Run(other.Id);
            }
        }

        var taken = writer["""
            UPDATE instances SET owner=$0
            WHERE finished IS NULL AND (owner IS NULL OR (owner<>$0 AND owner NOT IN (SELECT id FROM workers)))
            RETURNING id, pending
            """].Query(row => (Id: row.GetString(0), Pending: row.GetInt32(1)), me.Id);
        Taken = [.. taken.Where(instance => instance.Pending > 0).Select(instance => instance.Id)];
    }
}

/// <summary>Gives everything back at an orderly stop.</summary>
sealed class LeaveChange(string worker) : Change
{
    public override string Step => "leave";

    public override void Apply(StoreWriter writer)
    {
        writer["UPDATE instances SET owner=NULL WHERE finished IS NULL AND owner=$0"].Run(worker);
        writer["DELETE FROM workers WHERE id=$0"].Run(worker);
    }
}
