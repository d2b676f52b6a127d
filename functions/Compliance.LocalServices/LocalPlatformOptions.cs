using Compliance.Local.Bus;
using Compliance.Tenancy;

namespace Compliance.Local;

/// <summary>Where one machine keeps what Azure would.</summary>
public sealed class LocalPlatformOptions
{
    /// <summary>Absolute path; made with mode 0700. A second start carries on; several hosts may share it.</summary>
    public required string DataFolder { get; init; }

    public required IReadOnlyList<TenantId> Tenants { get; init; }

    /// <summary>The storage emulator's folder. Default: <c>azurite</c> in the data folder.</summary>
    public string? AzuriteFolder { get; init; }

    /// <summary>Queues and topics. Default: <see cref="BusTopology.For"/> these tenants.</summary>
    public BusTopology? Bus { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public ICrashPoints CrashPoints { get; init; } = NoCrashPoints.Instance;

    /// <summary>Told what takes long at a first start. Default: nobody.</summary>
    public Action<string> Progress { get; init; } = _ => { };
}
