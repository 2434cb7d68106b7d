using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;

namespace SopEngine.Tests.Http;

/// <summary>Notes which fields of its address and its form each endpoint asks for, so that no list of them has to be kept.</summary>
internal sealed class FieldNames : IStartupFilter
{
    private readonly ConcurrentDictionary<(string Method, string? Pattern, bool IsForm, string Name), bool> _asked = [];

    public IEnumerable<string> Of(string method, string pattern, bool isForm) => _asked.Keys
        .Where(key => key.IsForm == isForm && key.Method == method && "/" + key.Pattern?.Trim('/') == pattern
            && !key.Name.StartsWith("__", StringComparison.Ordinal)).Select(key => key.Name).Order();

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (context, rest) =>
        {
            var names = new List<(bool IsForm, string Name)>();
            context.Features.Set<IQueryFeature>(new QueryFeature(new Query(context.Request.Query, name => names.Add((false, name)))));
            if (context.Request.HasFormContentType)
                context.Features.Set<IFormFeature>(new Form(new FormFeature(context.Request), name => names.Add((true, name))));
            try
            {
                await rest(context);
            }
            finally
            {
                var pattern = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
                foreach (var (isForm, name) in names) _asked[(context.Request.Method, pattern, isForm, name)] = true;
            }
        });
        next(app);
    };

    private sealed class Query(IQueryCollection inner, Action<string> asked) : IQueryCollection
    {
        public StringValues this[string key] => TryGetValue(key, out var value) ? value : StringValues.Empty;

        public int Count => inner.Count;

        public ICollection<string> Keys => inner.Keys;

        public bool ContainsKey(string key)
        {
            asked(key);
            return inner.ContainsKey(key);
        }

        public bool TryGetValue(string key, [MaybeNullWhen(false)] out StringValues value)
        {
            asked(key);
            return inner.TryGetValue(key, out value);
        }

        public IEnumerator<KeyValuePair<string, StringValues>> GetEnumerator() => inner.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private sealed class Form(FormFeature inner, Action<string> asked) : IFormFeature
    {
        public bool HasFormContentType => inner.HasFormContentType;

        IFormCollection? IFormFeature.Form
        {
            get => inner.Form is { } form ? new Fields(form, asked) : null;
            set => inner.Form = value;
        }

        public IFormCollection ReadForm() => new Fields(inner.ReadForm(), asked);

        public async Task<IFormCollection> ReadFormAsync(CancellationToken cancellationToken) =>
            new Fields(await inner.ReadFormAsync(cancellationToken), asked);
    }

    private sealed class Fields(IFormCollection inner, Action<string> asked) : IFormCollection
    {
        public StringValues this[string key] => TryGetValue(key, out var value) ? value : StringValues.Empty;

        public int Count => inner.Count;

        public ICollection<string> Keys => inner.Keys;

        public IFormFileCollection Files => inner.Files;

        public bool ContainsKey(string key)
        {
            asked(key);
            return inner.ContainsKey(key);
        }

        public bool TryGetValue(string key, out StringValues value)
        {
            asked(key);
            return inner.TryGetValue(key, out value);
        }

        public IEnumerator<KeyValuePair<string, StringValues>> GetEnumerator() => inner.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
