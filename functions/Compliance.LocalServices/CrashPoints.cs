using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Compliance.Local;

/// <summary>Named points before and after every durable step, at which a test may kill the process
/// (<c>storage.state.put.after</c>).</summary>
public interface ICrashPoints
{
    /// <summary>Returns at once, unless this point was selected: then it kills the process.</summary>
    void Reach(string name);
}

/// <summary>The default of a host that neither traces nor kills.</summary>
public sealed class NoCrashPoints : ICrashPoints
{
    public static NoCrashPoints Instance { get; } = new();

    public void Reach(string name)
    {
    }
}

/// <summary>Where to kill the process: at the <paramref name="Occurrence"/>-th time that it reaches <paramref name="Name"/>.</summary>
public sealed record KillPoint(string Name, int Occurrence)
{
    /// <summary>Counting begins when this file exists, so that a test can select the flow; null counts from the start.</summary>
    public string? ArmedBy { get; init; }

    /// <summary>Parses <c>NAME#N</c>; <c>NAME</c> alone means the first time.</summary>
    public static bool TryParse(string text, out KillPoint? point)
    {
        var parts = text.Split('#');
        var occurrence = 1;
        var ok = parts is [{ Length: > 0 }] or [{ Length: > 0 }, _]
            && (parts.Length == 1
                || (int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out occurrence) && occurrence > 0));
        point = ok ? new KillPoint(parts[0], occurrence) : null;
        return ok;
    }
}

/// <summary>
/// Writes the name of each point reached to a file, and kills the process with SIGKILL: nothing is flushed or released.
/// </summary>
public sealed class CrashPoints : ICrashPoints, IDisposable
{
    readonly Lock gate = new();
    readonly KillPoint? kill;
    readonly FileStream? trace;
    int reached;

    /// <param name="traceFile">File to append to, one name per line; null for none.</param>
    /// <param name="kill">Null never kills.</param>
    public CrashPoints(string? traceFile, KillPoint? kill)
    {
        this.kill = kill;
        trace = traceFile is null ? null : new FileStream(traceFile, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
    }

    public void Reach(string name)
    {
        lock (gate)
        {
            trace?.Write(Encoding.UTF8.GetBytes(name + "\n"));
            if (kill is null
                || name != kill.Name
                || (kill.ArmedBy is { } file && !File.Exists(file))
                || ++reached != kill.Occurrence)
            {
                return;
            }

            using var self = Process.GetCurrentProcess();
            self.Kill();
            self.WaitForExit();
        }
    }

    public void Dispose() => trace?.Dispose();
}
