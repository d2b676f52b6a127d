using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Compliance.Local;

/// <summary>Named points before and after every durable step, where a test may end the process (<c>storage.state.put.after</c>).</summary>
public interface ICrashPoints
{
    /// <summary>Returns at once, unless this point was chosen: then the process is gone.</summary>
    void Reach(string name);
}

/// <summary>What a host uses unless it is told to trace or to kill.</summary>
public sealed class NoCrashPoints : ICrashPoints
{
    public static NoCrashPoints Instance { get; } = new();

    public void Reach(string name)
    {
    }
}

/// <summary>Where the process is killed: at the <paramref name="Occurrence"/>-th time that <paramref name="Name"/> is reached.</summary>
public sealed record KillPoint(string Name, int Occurrence)
{
    /// <summary>Counting begins when this file exists; null counts from the start. So a test kills in the flow that it means.</summary>
    public string? ArmedBy { get; init; }

    /// <summary>Reads <c>NAME#N</c>; <c>NAME</c> alone is its first time.</summary>
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
/// Writes each name as it is reached to a file, and kills the process for real (SIGKILL: nothing is flushed, nothing released).
/// </summary>
public sealed class CrashPoints : ICrashPoints, IDisposable
{
    readonly Lock gate = new();
    readonly KillPoint? kill;
    readonly FileStream? trace;
    int reached;

    /// <param name="traceFile">Appended to, one name a line; null writes none.</param>
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
