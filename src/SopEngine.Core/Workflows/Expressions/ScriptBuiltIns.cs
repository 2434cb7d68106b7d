using Jint;
using Jint.Native;
using Jint.Native.Function;
using Jint.Native.Object;
using Jint.Runtime;
using Jint.Runtime.Interop;

namespace SopEngine.Core.Workflows.Expressions;

/// <summary>
/// Built-in functions that count. The engine looks at its limits between statements; a single call that looks at a million characters, or
/// walks a list that holds itself a million times, has none. So each such function is put behind one that counts its arguments before, and
/// its result after. Built-ins that call themselves for nested lists are replaced altogether, by <see cref="ScriptLists"/> and <see
/// cref="ScriptText"/>.
/// </summary>
internal sealed class ScriptBuiltIns(Engine engine, ScriptBudget budget)
{
    /// <summary>Of an item that is walked, and of a character that becomes an item of a list or a key of a loop.</summary>
    public const long BytesOfItem = 160;

    /// <summary>By the object that holds them; a name in two lists is put behind both.</summary>
    private static readonly (string Holder, string Names)[] Counted =
    [
        ("String.prototype", """
            concat endsWith includes indexOf isWellFormed lastIndexOf localeCompare match matchAll normalize padEnd padStart repeat replace
            replaceAll search slice split startsWith substr substring toLocaleLowerCase toLocaleUpperCase toLowerCase toUpperCase
            toWellFormed trim trimEnd trimStart trimLeft trimRight anchor big blink bold fixed fontcolor fontsize italics link small strike
            sub sup
            """),
        ("String", "raw fromCharCode fromCodePoint"),
        ("Array.prototype", """
            concat copyWithin every fill filter find findIndex findLast findLastIndex flat flatMap forEach includes indexOf join lastIndexOf
            map push reduce reduceRight reverse shift slice some sort splice toLocaleString toReversed toSorted toSpliced unshift with
            """),
        ("Array", "from of"),
        ("Object", """
            assign create defineProperties entries freeze fromEntries getOwnPropertyDescriptors getOwnPropertyNames getOwnPropertySymbols
            groupBy isFrozen isSealed keys seal setPrototypeOf values
            """),
        ("JSON", "parse stringify"),
        ("Map", "groupBy"),
        ("Map.prototype", "set forEach"),
        ("Set.prototype", "add forEach union intersection difference symmetricDifference isSubsetOf isSupersetOf isDisjointFrom"),
        ("Function.prototype", "apply bind toString"),
        ("RegExp.prototype", "exec test toString"),
        ("Iterator.prototype", "drop every filter find flatMap forEach map reduce some take toArray"),
        ("", "decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape parseFloat parseInt"),
    ];

    private static readonly Dictionary<string, string[]> HoldersByName = Counted
        .SelectMany(list => list.Names.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(name => (name, list.Holder)))
        .GroupBy(one => one.name, one => one.Holder).ToDictionary(group => group.Key, group => group.ToArray());

    private static readonly HashSet<string> ThatIterate = ["values", "keys", "entries", "matchAll", "Symbol", "next"];

    private readonly ScriptLists _lists = new(engine, budget);
    private readonly ScriptText _text = new(engine, budget);

    public ScriptText Text => _text;

    /// <param name="names">The names that the script can call; null when they are not known.</param>
    public void Put(IReadOnlySet<string>? names)
    {
        // A list becomes text without a call by name: String(list), a template, a key.
        Put("join", "Array.prototype");
        new ScriptIterators(engine, budget).Put();
        if (names is null || names.Overlaps(["match", "matchAll", "Symbol"])) new ScriptSearches(engine, budget).Put();
        foreach (var name in names ?? (IEnumerable<string>)HoldersByName.Keys)
        {
            if (name == "join" || !HoldersByName.TryGetValue(name, out var holders)) continue;
            foreach (var holder in holders)
            {
                if (holder != "Iterator.prototype" || names is null || names.Overlaps(ThatIterate)) Put(name, holder);
            }
        }
    }

    /// <summary>Counts a value made by an operator, and gives it back.</summary>
    /// <param name="apart">True when it is taken apart into its items.</param>
    public JsValue Meter(JsValue value, bool apart = false)
    {
        switch (value)
        {
            case JsString text when apart:
                budget.Bytes(BytesOfItem * text.Length);
                break;
            case JsString text:
                if (text.Length > ScriptBudget.LongestText) throw ScriptFaults.TextTooLong();
                // Sums are copied once when they are read, not for each added part; most are added to before that.
                budget.Bytes(text.Length / 2);
                break;
            case JsArray list:
                budget.Work(list.Length);
                budget.Bytes(8L * list.Length);
                break;
            case ObjectInstance made:
                budget.Work(Size(made));
                Inherits(made);
                break;
        }

        return value;
    }

    private void Put(string name, string holder)
    {
        if (BuiltIn.Holder(engine, holder) is { } at) BuiltIn.Put(engine, at, name, BodyOf(holder, name));
    }

    private BuiltIn.Body BodyOf(string holder, string name) => (holder, name) switch
    {
        ("Array.prototype", "join") => (_, self, arguments) => _lists.Join(self, arguments.At(0), inLocale: false),
        ("Array.prototype", "toLocaleString") => (_, self, _) => _lists.Join(self, JsValue.Undefined, inLocale: true),
        ("Array.prototype", "flat") => (_, self, arguments) => _lists.Flat(self, arguments.At(0)),
        ("Array.prototype", "flatMap") => (_, self, arguments) => _lists.FlatMap(self, arguments.At(0), arguments.At(1)),
        ("Array.prototype", "sort" or "toSorted") => Sort,
        ("JSON", "stringify") => (_, _, arguments) => _text.Stringify(arguments.At(0), arguments.At(1), arguments.At(2)),
        ("String.prototype", "repeat") => Repeat,
        ("String.prototype", "padStart" or "padEnd") => Pad,
        ("String.prototype", "replace" or "replaceAll") => Replace,
        ("String.prototype", "indexOf" or "lastIndexOf" or "includes" or "split") => Search,
        ("Function.prototype", "bind") or ("Iterator.prototype", "drop" or "filter" or "flatMap" or "map" or "take") => Chain,
        ("Object", "create") => (real, self, arguments) => Inherit(real, self, arguments, 0),
        ("Object", "setPrototypeOf") => (real, self, arguments) => Inherit(real, self, arguments, 1),
        _ => Call,
    };

    private JsValue Call(Function real, JsValue self, JsValue[] arguments)
    {
        var work = 1 + Size(self);
        foreach (var argument in arguments) work += Size(argument);
        budget.Work(work);
        var result = engine.Call(real, self, arguments);
        switch (result)
        {
            case JsString text:
                budget.Text(text.Length);
                break;
            case JsArray list:
                budget.Work(list.Length);
                budget.Bytes(32L * list.Length + (self is JsString whole ? 2L * whole.Length : 0));
                break;
            default:
                budget.Bytes(32 + 16 * work);
                break;
        }

        return result;
    }

    private JsValue Chain(Function real, JsValue self, JsValue[] arguments)
    {
        budget.Chain();
        return Call(real, self, arguments);
    }

    private JsValue Inherit(Function real, JsValue self, JsValue[] arguments, int prototype)
    {
        if (arguments.At(prototype) is ObjectInstance from) Inherits(from);
        return Call(real, self, arguments);
    }

    private JsValue Repeat(Function real, JsValue self, JsValue[] arguments)
    {
        var (text, times) = (JsString.Create(TypeConverter.ToString(self)), TypeConverter.ToNumber(arguments.At(0)));
        if (text.Length * times > ScriptBudget.LongestText) throw ScriptFaults.TextTooLong();
        return Call(real, text, [JsNumber.Create(times)]);
    }

    private JsValue Pad(Function real, JsValue self, JsValue[] arguments)
    {
        var (text, length) = (JsString.Create(TypeConverter.ToString(self)), TypeConverter.ToNumber(arguments.At(0)));
        if (length > ScriptBudget.LongestText) throw ScriptFaults.TextTooLong();
        return Call(real, text, [JsNumber.Create(length), .. arguments.Skip(1)]);
    }

    private JsValue Replace(Function real, JsValue self, JsValue[] arguments)
    {
        const long longest = 10L * ScriptBudget.LongestText;
        const long bytesOfMatch = 400;
        var by = arguments.At(1);
        var text = by is Function ? "" : TypeConverter.ToString(by);
        if (by is Function)
        {
            arguments = [arguments[0], new ClrFunction(engine, "by", Replacement), .. arguments.Skip(2)];
        }
        else if (text.Contains('$') && arguments.At(0) is JsRegExp)
        {
            arguments = [arguments[0], new ClrFunction(engine, "by", Expansion), .. arguments.Skip(2)];
        }
        else
        {
            long length = self is JsString whole ? whole.Length : LongestOf(self);
            if (length * (1 + text.Length + (text.Contains('$') ? length : 0)) > longest) throw ScriptFaults.TextTooLong();
            if (arguments.Length > 1) arguments = [arguments[0], JsString.Create(text), .. arguments.Skip(2)];
        }

        return Search(real, self, arguments);

        JsValue Replacement(JsValue own, JsValue[] found)
        {
            budget.Bytes(bytesOfMatch);
            return Meter(engine.Call((Function)by, own, found));
        }

        // The engine itself copies all that it has so far for each match of a pattern.
        JsValue Expansion(JsValue own, JsValue[] found)
        {
            var expanded = Substitution.Expand(text, found);
            budget.Bytes(bytesOfMatch);
            budget.Text(expanded.Length);
            return JsString.Create(expanded);
        }
    }

    /// <summary>A search for a text in another may compare each place with all of it.</summary>
    private JsValue Search(Function real, JsValue self, JsValue[] arguments)
    {
        if (self is JsString whole && arguments.At(0) is JsString part) budget.Work((long)whole.Length * part.Length / 64);
        return Call(real, self, arguments);
    }

    private JsValue Sort(Function real, JsValue self, JsValue[] arguments)
    {
        if (self is JsArray list)
        {
            budget.Work(list.Length);
            long longest = 0;
            for (var i = 0; i < list.Length; i++) longest = Math.Max(longest, list[i] is JsString text ? text.Length : 0);
            budget.Work(list.Length * (1 + long.Log2(list.Length + 1)) * (1 + longest / 8));
        }

        return Call(real, self, arguments);
    }

    private static long LongestOf(JsValue value) => TypeConverter.ToString(value).Length;

    /// <summary>A property is searched for along the whole prototype chain.</summary>
    private static void Inherits(ObjectInstance value)
    {
        var depth = 0;
        for (var at = value.Prototype; at is not null; at = at.Prototype) ScriptBudget.Depth(++depth);
    }

    public static long Size(JsValue value) => value switch
    {
        JsString text => text.Length / 8,
        JsArray list => list.Length,
        JsMap map => map.Size,
        JsSet set => set.Size,
        Function => 1,
        ObjectInstance other => LengthOf(other) + 1,
        _ => 1,
    };

    /// <summary>For a list: its length, unless a getter computes it; for others, their number of properties.</summary>
    private static long LengthOf(ObjectInstance value) => value.GetOwnProperty("length").Value is JsNumber length
        ? (long)Math.Clamp(TypeConverter.ToNumber(length), 0, int.MaxValue)
        : value.GetType() == typeof(JsObject) ? value.GetOwnPropertyKeys().Count : 8;
}
