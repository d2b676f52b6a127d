using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Azure.Core.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Compliance.Local.Hosting;

/// <summary>Binds a function's parameters: by attribute, then by type, then by name from the trigger's data.</summary>
static class ArgumentBinder
{
    public static async ValueTask<object?[]> BindAsync(LocalFunctionContext context, ParameterInfo[] parameters)
    {
        var arguments = new object?[parameters.Length];
        for (var i = 0; i < parameters.Length; i++)
        {
            arguments[i] = await BindAsync(context, parameters[i]);
        }

        return arguments;
    }

    static async ValueTask<object?> BindAsync(LocalFunctionContext context, ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (type == typeof(FunctionContext))
        {
            return context;
        }

        if (type == typeof(CancellationToken))
        {
            return context.CancellationToken;
        }

        if (type == typeof(HttpRequest) && context.Trigger.Http is { } http)
        {
            return http.Request;
        }

        if (parameter.IsDefined(typeof(FromBodyAttribute)))
        {
            return await ReadBodyAsync(context, type);
        }

        if (type == typeof(DurableTaskClient))
        {
            return context.InstanceServices.GetRequiredService<DurableTaskClient>();
        }

        if (parameter == context.Function.TriggerParameter && context.Trigger.Http is null)
        {
            return context.Trigger.Value is TaskOrchestrationContext orchestration
                ? OrchestratorContext.For(orchestration, context)
                : context.Trigger.Value;
        }

        if (context.Trigger.Extras.FirstOrDefault(type.IsInstanceOfType) is { } extra)
        {
            return extra;
        }

        return ByName(context, parameter);
    }

    static object? ByName(LocalFunctionContext context, ParameterInfo parameter)
    {
        if (context.Trigger.BindingData.TryGetValue(parameter.Name!, out var value))
        {
            return Convert(value, parameter.ParameterType);
        }

        if (parameter.HasDefaultValue)
        {
            return parameter.DefaultValue;
        }

        var mayBeNull = !parameter.ParameterType.IsValueType || Nullable.GetUnderlyingType(parameter.ParameterType) is not null;
        return mayBeNull && new NullabilityInfoContext().Create(parameter).WriteState is NullabilityState.Nullable
            ? null
            : throw new InvalidOperationException(
                $"Nothing provides parameter '{parameter.Name}' ({parameter.ParameterType.Name}) of function '{context.Function.Name}'.");
    }

    static object? Convert(object? value, Type target)
    {
        var type = Nullable.GetUnderlyingType(target) ?? target;
        return value is null || type.IsInstanceOfType(value)
            ? value
            : TypeDescriptor.GetConverter(type).ConvertFrom(context: null, CultureInfo.InvariantCulture, value);
    }

    static async ValueTask<object?> ReadBodyAsync(LocalFunctionContext context, Type type)
    {
        var request = context.Trigger.Http!.Request;
        var serializer = context.InstanceServices.GetRequiredService<IOptions<WorkerOptions>>().Value.Serializer
            ?? new JsonObjectSerializer(new JsonSerializerOptions { PropertyNameCaseInsensitive = true });

        // The platform's serializers sometimes read synchronously, which Kestrel forbids.
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, context.CancellationToken);
        body.Position = 0;
        return await serializer.DeserializeAsync(body, type, context.CancellationToken);
    }
}
