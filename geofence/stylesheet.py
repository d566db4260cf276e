"""How the drawings and the page of a walk look, and the few lines that answer a finger."""

from typing import Final

__all__ = ["DRAWING_CSS", "PAGE_CSS", "SCRIPT"]

# The drawings alone: whoever embeds a fragment of `figure` or `timeline` takes these with it.
# Sizes are units of the drawing, which is 800 wide: on a narrow screen they must grow.
DRAWING_CSS: Final = """\
:root{--ink:#1a1f24;--muted:#4b555f;--paper:#fff;--ground:#efeeea;--rule:#c9ccc8;
--inside:#0b5f52;--likely:#4c9a8c;--unlikely:#d9822b;--outside:#a63c06;
--fence:#2b5c9e;--silence:#6a4a8c;--credit:#0b5f52;--told:#c2185b}
.walk-map,.walk-time{display:block;width:100%;height:auto;font:15px/1 system-ui,-apple-system,
"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;
-webkit-print-color-adjust:exact;print-color-adjust:exact}
.walk-map .paper{fill:var(--ground)}
.walk-map .fence{fill:var(--fence);fill-opacity:.13;stroke:var(--fence);stroke-width:2}
.walk-map .doubt{fill:none;stroke-width:1;stroke-opacity:.28}
.doubt.p0,.doubt.p1{stroke:var(--outside)}.doubt.p2,.doubt.p3{stroke:var(--inside)}
.walk-map .path,.walk-map .leap{fill:none;stroke:var(--ink);stroke-width:1.4;stroke-opacity:.45;
stroke-linejoin:round}
.walk-map .dense{stroke-width:.8;stroke-opacity:.3}
.walk-map .leap{stroke-dasharray:7 7;stroke:var(--silence);stroke-opacity:.8}
.ping{stroke-width:1.6;fill:var(--paper)}
.ping.p0{stroke:var(--outside)}.ping.p1{stroke:var(--unlikely)}
.ping.p2{stroke:var(--inside);fill:var(--likely)}.ping.p3{stroke:var(--paper);stroke-width:.8;
fill:var(--inside)}
.ping.stray{stroke:var(--told);stroke-width:2.4;fill:none}
.beyond,.elsewhen{fill:var(--outside);stroke:var(--paper);stroke-width:1.5}
.mark .pin{fill:var(--paper);stroke:var(--ink);stroke-width:3.5}
.label,.sign{fill:var(--ink);text-anchor:middle;font-weight:600;paint-order:stroke;
stroke:var(--ground);stroke-width:4;stroke-linejoin:round}
.label.site{fill:#1d4275}
.walk-map .plate{fill:var(--ground);fill-opacity:.8}
.scale path{fill:none;stroke:var(--ink);stroke-width:2.2}
.north path{fill:var(--ink)}
.walk-time .stay{fill:var(--likely);fill-opacity:.3}
.walk-time .hatched{fill:var(--silence);fill-opacity:.08}
.walk-time .hatch{stroke:var(--silence);stroke-width:1.8;stroke-opacity:.6}
.walk-time .unverified{stroke:var(--silence);stroke-width:1;stroke-opacity:.6}
.walk-time .grid,.walk-time .tick{fill:none;stroke:var(--rule);stroke-width:1}
.walk-time .level{text-anchor:end;fill:var(--muted)}
.walk-time .clock{text-anchor:middle;fill:var(--ink)}.walk-time .date{fill:var(--muted)}
.walk-time .sign{stroke:var(--paper)}
.walk-time .slot{fill:none;stroke:var(--fence);stroke-width:2.4}
.walk-time .slot-label{text-anchor:middle;fill:#1d4275;font-weight:600}
.walk-time .curve{fill:none;stroke:var(--ink);stroke-width:1.6;stroke-opacity:.7;
stroke-linejoin:round}
.walk-time .rug{fill:none;stroke:var(--muted);stroke-width:1}
.walk-time .whisker{fill:none;stroke:var(--ink);stroke-width:2}
.walk-time .credited{fill:var(--credit)}
.walk-time .evidence{fill:var(--told);stroke:var(--told);stroke-width:2}
.walk-map .told,.walk-time .told{stroke:var(--told);stroke-width:5;stroke-opacity:1}
@media (max-width:640px){.walk-map,.walk-time{font-size:27px}.walk-map circle.ping{r:7px}
.walk-time circle.ping{r:6px}.walk-map .path,.walk-time .curve{stroke-width:2.6}
.label,.sign{stroke-width:7}}
"""

PAGE_CSS: Final = """\
*{box-sizing:border-box}
html{color-scheme:light;-webkit-text-size-adjust:100%}
body{margin:0;background:#f3f4f1;color:var(--ink);font:18px/1.65 system-ui,-apple-system,
"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;overflow-wrap:anywhere}
main,nav{max-width:60rem;margin:0 auto;padding:0 1.25rem}
nav{display:flex;justify-content:flex-end;gap:.25rem;padding-top:1rem}
nav label{padding:.35rem .9rem;border:1px solid var(--muted);border-radius:1.2rem;
background:var(--paper);cursor:pointer}
.choice{position:absolute;opacity:0;width:1px;height:1px}
#show-zh:checked~nav [for=show-zh],#show-en:checked~nav [for=show-en],
#show-both:checked~nav [for=show-both]{background:var(--inside);color:var(--paper);
border-color:var(--inside)}
#show-zh:focus-visible~nav [for=show-zh],#show-en:focus-visible~nav [for=show-en],
#show-both:focus-visible~nav [for=show-both]{outline:3px solid var(--told);outline-offset:2px}
#show-zh:checked~main .en,#show-en:checked~main .zh,#show-both:checked~main svg .en{display:none}
#show-both:checked~main span.zh+span.en::before{content:" · "}
#show-both:checked~main .amount span.zh+span.en{display:block}
#show-both:checked~main .amount span.zh+span.en::before{content:""}
.brand{margin:.5rem 0 0;color:var(--muted);letter-spacing:.04em}
h1{margin:.1rem 0 .25rem;font-size:1.9rem;line-height:1.25}
h2{margin:0 0 .75rem;font-size:1.3rem;line-height:1.3}
p{margin:.25rem 0 .75rem}
section{margin:1.25rem 0;padding:1.25rem 1.4rem 1.1rem;background:var(--paper);
border:1px solid #dcdeda;border-radius:.6rem}
.answer{border-left:.5rem solid var(--inside)}
.answer.none{border-left-color:var(--outside)}
.total{margin:0;font-size:1.15rem}.total strong{display:block;font-size:2.6rem;line-height:1.2}
.answer ul,.signals{margin:.75rem 0 0;padding-left:1.3rem}
li{margin:.25rem 0}
figure{margin:0}figcaption{margin-top:.6rem}
figure>.walk-map{border:1px solid var(--rule);border-radius:.3rem}
.legend{display:flex;flex-wrap:wrap;gap:.3rem 1.3rem;margin:0;padding:0;list-style:none;
font-size:1rem}
.legend li{display:flex;align-items:center;gap:.45rem;margin:0}
.legend svg{width:1.9rem;height:1.15rem;flex:none}
.small,output{font-size:1rem;color:var(--muted)}
output{display:block;min-height:1.7em;margin-top:.4rem}.read{color:var(--ink);font-weight:600}
h3{margin:1.2rem 0 .5rem;font-size:1.1rem}
table{width:100%;border-collapse:collapse;font-size:1.02rem;overflow-wrap:break-word}
bdi{overflow-wrap:anywhere}
th,td{padding:.5rem .6rem;text-align:left;vertical-align:top;border-bottom:1px solid #dcdeda}
thead th,tbody:last-child tr:last-child>*{border-bottom-color:var(--muted)}
.stays tr:first-child td{border-bottom:0;padding-bottom:0}.notes{padding-top:.2rem}
th{font-weight:600;color:var(--muted)}thead th{white-space:nowrap}
.sign-cell{font-weight:700}.amount{text-align:right;white-space:nowrap;
font-variant-numeric:tabular-nums}
.edge{white-space:nowrap;font-variant-numeric:tabular-nums}.range{display:block}
td ul{margin:0;padding-left:1.1rem}th .small{font-weight:400}
.result th,.result td{border-bottom:0;border-top:2px solid var(--ink);font-weight:700;
font-size:1.15rem;color:var(--ink)}
.cell{display:none}
code,pre{font:.92rem/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;
overflow-wrap:anywhere;white-space:pre-wrap;word-break:break-word}
pre{margin:.25rem 0 .9rem;padding:.7rem .8rem;background:var(--ground);border-radius:.3rem}
.constants{columns:15rem;column-gap:1.5rem;margin:0 0 .9rem;padding:0;list-style:none;
font-size:.92rem}
.constants li{break-inside:avoid;margin:0}
footer{padding:0 0 2rem;color:var(--muted);font-size:1rem}
@media (max-width:640px){main,nav{padding-left:.75rem;padding-right:.75rem}
section{padding:1rem .9rem}h1{font-size:1.5rem}.total strong{font-size:1.65rem}
.stays thead{position:absolute;opacity:0;height:1px;overflow:hidden}
.stays tr,.stays td,.stays tbody{display:block}.stays tbody{padding:.5rem 0;
border-bottom:1px solid #dcdeda}.stays td{display:flex;gap:.6rem;padding:.15rem 0;border:0}
.stays .cell{display:block;flex:0 0 5.2rem;color:var(--muted)}.stays .edge{white-space:normal}}
@media print{@page{size:A4;margin:14mm}body{background:#fff;font-size:11.5pt;line-height:1.5}
nav,output{display:none}main{max-width:none;padding:0}
section{margin:.6rem 0;padding:.5rem .9rem;break-inside:avoid}
section.checking{break-inside:auto;font-size:9.5pt}
h1{font-size:18pt}h2{font-size:13pt;margin-bottom:.3rem;break-after:avoid}
.total strong{font-size:22pt}tbody{break-inside:avoid}th,td{padding:.25rem .4rem}
.walk-map{max-height:98mm}.walk-time{max-height:64mm}}
"""

# Mouse and screen reader have the titles; a finger has none, so what is nearest is read out below.
SCRIPT: Final = """\
document.addEventListener("click",function(event){
var svg=event.target.closest("figure>svg");if(!svg)return;
var out=svg.parentNode.querySelector("output"),best=null,least=28;
svg.querySelectorAll(".ping,.beyond,.evidence,.whisker,.elsewhen").forEach(function(mark){
var box=mark.getBoundingClientRect();
var far=Math.hypot(box.x+box.width/2-event.clientX,box.y+box.height/2-event.clientY);
if(far<least){least=far;best=mark}});
if(!best&&event.target.querySelector&&event.target.querySelector("title"))best=event.target;
svg.querySelectorAll(".told").forEach(function(mark){mark.classList.remove("told")});
if(best&&best!==svg){best.classList.add("told");out.classList.add("read");
out.textContent=best.querySelector("title").textContent}});
"""
