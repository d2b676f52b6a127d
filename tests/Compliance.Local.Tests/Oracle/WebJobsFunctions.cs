extern alias extension;

using System.Reflection;
using System.Reflection.Emit;
using Compliance.Local.Tests.Flows;
using extension::Microsoft.Azure.WebJobs.Extensions.DurableTask;
using Microsoft.Azure.WebJobs;

namespace Compliance.Local.Tests.Oracle;

/// <summary>
/// The WebJobs host finds functions by their methods. As the Functions host does for out-of-process workers, one method a function is made
/// here; each hands what its trigger was given to the worker.
/// </summary>
static class WebJobsFunctions
{
    /// <summary>A class derived from <see cref="Worker"/> with a method a function.</summary>
    public static Type Make(FlowFunctions functions)
    {
        var assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("OracleFunctions"), AssemblyBuilderAccess.Run);
        var type = assembly.DefineDynamicModule("main").DefineType("OracleFunctions", TypeAttributes.Public, typeof(Worker));
        var create = type.DefineConstructor(MethodAttributes.Public, CallingConventions.HasThis, [typeof(FlowFunctions)]).GetILGenerator();
        create.Emit(OpCodes.Ldarg_0);
        create.Emit(OpCodes.Ldarg_1);
        create.Emit(OpCodes.Call, typeof(Worker).GetConstructor(Any, [typeof(FlowFunctions)])!);
        create.Emit(OpCodes.Ret);
        foreach (var name in functions.Orchestrators.Keys)
        {
            Define<OrchestrationTriggerAttribute>(type, name, nameof(Worker.OrchestrateAsync), [typeof(string)]);
        }

        foreach (var name in functions.Activities.Keys)
        {
            Define<ActivityTriggerAttribute>(type, name, nameof(Worker.ActAsync), [typeof(string), typeof(string)]);
        }

        return type.CreateType();
    }

    const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    static void Define<TTrigger>(TypeBuilder type, string name, string target, Type[] parameters)
    {
        var method = type.DefineMethod(name, MethodAttributes.Public, typeof(Task<object>), parameters);
        method.SetCustomAttribute(new CustomAttributeBuilder(typeof(FunctionNameAttribute).GetConstructor([typeof(string)])!, [name]));
        method.DefineParameter(1, ParameterAttributes.None, "trigger")
            .SetCustomAttribute(new CustomAttributeBuilder(typeof(TTrigger).GetConstructor([])!, []));
        var body = method.GetILGenerator();
        body.Emit(OpCodes.Ldarg_0);
        body.Emit(OpCodes.Ldstr, name);
        body.Emit(OpCodes.Ldarg_1);
        if (parameters.Length > 1)
        {
            method.DefineParameter(2, ParameterAttributes.None, "instanceId");
            body.Emit(OpCodes.Ldarg_2);
        }

        body.Emit(OpCodes.Call, typeof(Worker).GetMethod(target)!);
        body.Emit(OpCodes.Ret);
    }
}
