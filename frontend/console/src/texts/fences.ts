/** Words of the maps and the fences. */
export const fences = {
  "map.map": { zh: "地图", en: "Map" },
  "map.zoom_in": { zh: "放大", en: "Zoom in" },
  "map.zoom_out": { zh: "缩小", en: "Zoom out" },
  "map.chance": {
    zh: "在围栏内的可能性（绿底：算作在场）",
    en: "Chance of being inside (green: counted as present)",
  },
  "map.chance_of": {
    zh: "{n} 个定位点在围栏内的可能性随时间的变化",
    en: "The chance of being inside over time, at {n} positions",
  },
  "map.moment": { zh: "时刻", en: "Moment" },

  "fences.title": { zh: "围栏", en: "Fences" },
  "fences.lead": {
    zh: "选择一个活动，画出它的服务地点。定位落在围栏里的时间才计入服务时长。",
    en: "Choose an activity and draw where it takes place. Time within its fences counts as service.",
  },
  "fences.none": {
    zh: "还没有可以画围栏的活动。请先在“活动”里新建一个草稿。",
    en: "There is no activity to draw for. Make a draft under Activities first.",
  },
  "fences.why_closed": {
    zh: "活动提交审核以后围栏不能再改，因为时长由它决定。",
    en: "Fences stay as they are once an activity waits for review: hours depend on them.",
  },

  "fences.sheet": { zh: "画围栏的地图", en: "The map to draw on" },
  "fences.tools": { zh: "工具", en: "Tools" },
  "fences.tool_circle": { zh: "圆形", en: "Circle" },
  "fences.tool_polygon": { zh: "多边形", en: "Polygon" },
  "fences.tool_corridor": { zh: "路线", en: "Route" },
  "fences.tool_hole": { zh: "挖洞", en: "Hole" },
  "fences.how_circle": {
    zh: "点一下定圆心，移开，再点一下定半径。按 Esc 取消。",
    en: "Click the centre, move away, click again. Esc gives up.",
  },
  "fences.how_polygon": {
    zh: "沿边界逐个点击，最后点回第一个点。按 Esc 取消。",
    en: "Click along the edge, and the first point again at the end. Esc gives up.",
  },
  "fences.how_corridor": {
    zh: "沿路线逐个点击，在最后一个点上再点一下结束；宽度在右边填。按 Esc 取消。",
    en: "Click along the route, and its last point once more. Give its width at the right. Esc gives up.",
  },
  "fences.how_hole": {
    zh: "在选中的多边形里面画一圈：这一块不算在场。按 Esc 取消。",
    en: "Draw a ring within the chosen polygon: what is in it does not count. Esc gives up.",
  },
  "fences.no_hole": {
    zh: "洞要整个落在选中的多边形里面，请重画。",
    en: "A hole has to lie within the chosen polygon. Draw it again.",
  },
  "fences.hidden": {
    zh: "这里顶点很密，有 {n} 个没有显示；放大地图就能编辑。",
    en: "{n} corners are too close together to show. Zoom in to edit them.",
  },
  "fences.undo": { zh: "撤销", en: "Undo" },
  "fences.redo": { zh: "重做", en: "Redo" },
  "fences.fit": { zh: "看全部", en: "Show all" },
  "fences.panel_sites": { zh: "地点", en: "Sites" },
  "fences.panel_paste": { zh: "粘贴坐标", en: "Paste coordinates" },
  "fences.panel_import": { zh: "导入文件", en: "Import a file" },
  "fences.panel_try": { zh: "试一试", en: "Try out" },

  "fences.save": { zh: "保存", en: "Save" },
  "fences.unsaved": { zh: "有未保存的修改", en: "Changes are not saved" },
  "fences.as_saved": { zh: "已保存", en: "Saved" },
  "fences.stale": {
    zh: "在您修改期间，别人改过这个活动。您的修改还没有保存，请选择留下哪一份。",
    en: "Somebody else has changed this activity meanwhile. Yours is not saved. Choose which to keep.",
  },
  "fences.take_theirs": { zh: "看对方的，放弃我的", en: "Show theirs, drop mine" },
  "fences.keep_mine": { zh: "用我的围栏覆盖", en: "Replace their fences with mine" },
  "fences.leave": {
    zh: "围栏还没有保存。离开就会丢掉修改，确定离开吗？",
    en: "The fences are not saved. Leave and lose the changes?",
  },

  "fences.no_sites": {
    zh: "还没有地点。用上面的“圆形”“多边形”“路线”画一个，或粘贴坐标、导入文件。",
    en: "There is no site yet. Draw one with the tools above, paste coordinates, or import a file.",
  },
  "fences.unnamed": { zh: "地点 {n}", en: "Site {n}" },
  "fences.kind_circle": { zh: "圆形", en: "Circle" },
  "fences.kind_polygon": { zh: "多边形", en: "Polygon" },
  "fences.kind_corridor": { zh: "路线", en: "Route" },
  "fences.name": { zh: "名称", en: "Name" },
  "fences.size_circle": { zh: "半径（米）", en: "Radius (m)" },
  "fences.size_corridor": { zh: "路线两侧各（米）", en: "On each side of the route (m)" },
  "fences.area": { zh: "面积", en: "Area" },
  "fences.width": { zh: "最窄处宽", en: "Narrowest width" },
  "fences.fine": {
    zh: "大小合适：在室内一般也能分辨是否在场。",
    en: "Large enough: as a rule, presence can be told indoors, too.",
  },
  "fences.corners": { zh: "顶点（{n} 个）", en: "Corners ({n})" },
  "fences.before": { zh: "上一个", en: "Previous" },
  "fences.next": { zh: "下一个", en: "Next" },
  "fences.cut": { zh: "删除顶点", en: "Delete corner" },
  "fences.corner": { zh: "第 {n} 个：{lon}, {lat}", en: "Corner {n}: {lon}, {lat}" },
  "fences.corner_hint": {
    zh: "选中后：方向键移动 1 米，Delete 删除，Ctrl+Z 撤销。",
    en: "Once chosen: arrow keys move it by 1 m, Delete removes it, Ctrl+Z undoes.",
  },
  "fences.hole": { zh: "洞 {n}", en: "Hole {n}" },
  "fences.fill": { zh: "填上洞 {n}", en: "Fill hole {n}" },
  "fences.remove": { zh: "删除这个地点", en: "Remove this site" },

  "fences.paste_here": {
    zh: "每行一个坐标：经度,纬度（也可以写度分秒）",
    en: "One place a line: longitude,latitude (degrees, minutes and seconds are read, too)",
  },
  "fences.no_pair": {
    zh: "第 {n} 行不是一对坐标。请每行写一个经度和一个纬度。",
    en: "Line {n} is no pair of coordinates. Write one longitude and one latitude a line.",
  },
  "fences.swapped": {
    zh: "看起来纬度写在前面，已按“纬度,经度”读取。",
    en: "The latitude seems to come first; it was read so.",
  },
  "fences.order": {
    zh: "请检查坐标的先后顺序：要沿着边界走一圈，不能交叉。",
    en: "Check the order of the places: once along the edge, without crossing.",
  },
  "fences.shape": { zh: "形状", en: "Shape" },
  "fences.which": {
    zh: "同样的数字，在不同的坐标系里是不同的地方。哪一个对？",
    en: "The same numbers are different places in different datums. Which one is right?",
  },
  "fences.wgs84": { zh: "WGS-84（GPS 设备、天地图）", en: "WGS-84 (GPS devices, Tianditu)" },
  "fences.gcj02": { zh: "GCJ-02（微信、高德、腾讯地图）", en: "GCJ-02 (WeChat, Amap, Tencent)" },
  "fences.bd09": { zh: "BD-09（百度地图）", en: "BD-09 (Baidu)" },
  "fences.short_wgs84": { zh: "WGS-84", en: "WGS-84" },
  "fences.short_gcj02": { zh: "GCJ-02", en: "GCJ-02" },
  "fences.short_bd09": { zh: "BD-09", en: "BD-09" },
  "fences.apart": { zh: "距 {datum} 读法 {far}", en: "{far} from the {datum} reading" },
  "fences.apart_site": { zh: "距最近的地点 {far}", en: "{far} from the nearest site" },
  "fences.comma": { zh: "，", en: ", " },
  "fences.add": { zh: "加入这个地点", en: "Add this site" },

  "fences.file": { zh: "GeoJSON、KML 或 GPX 文件", en: "A GeoJSON, KML or GPX file" },
  "fences.drop": { zh: "也可以把文件拖到这里。", en: "Or drop the file here." },
  "fences.datum": { zh: "坐标系", en: "Datum" },
  "fences.datum_of_file": { zh: "按文件（缺省 WGS-84）", en: "As the file says (or WGS-84)" },
  "fences.preview": { zh: "预览", en: "Preview" },
  "fences.simplify": { zh: "简化", en: "Simplify" },
  "fences.as_is": { zh: "不简化", en: "As it is" },
  "fences.within": { zh: "偏差不超过 {n} 米", en: "Off by {n} m at most" },
  "fences.read": {
    zh: "读到 {sites} 个地点，顶点 {before} → {after} 个。",
    en: "{sites} sites were read; corners {before} → {after}.",
  },
  "fences.add_all": { zh: "加入 {n} 个地点", en: "Add {n} sites" },

  "fences.try_lead": {
    zh: "放一段走过的轨迹上来，看看按现在画的围栏会记多少时长。不会保存。",
    en: "Put a recorded walk on it and see the hours that the fences as drawn would give. Nothing is stored.",
  },
  "fences.walk_file": {
    zh: "轨迹文件：CSV（trace_id,t,lon,lat,accuracy_m）或 GPX",
    en: "A walk: CSV (trace_id,t,lon,lat,accuracy_m) or GPX",
  },
  "fences.no_walk": {
    zh: "文件里没有带时间的轨迹，请换一个文件。",
    en: "The file holds no walk with times. Choose another.",
  },
  "fences.walk": { zh: "哪一段", en: "Which walk" },
  "fences.slot": { zh: "场次", en: "Slot" },
  "fences.any_time": { zh: "不限时间", en: "Any time" },
  "fences.would_count": { zh: "会计入服务时长", en: "of service would count" },
  "fences.present": {
    zh: "在场 {time}，定位 {n} 次。",
    en: "Present for {time}, seen {n} times.",
  },
  "fences.stays": { zh: "在场时段", en: "Presence" },
  "fences.no_stay": {
    zh: "没有在场时段。轨迹可能不在围栏里，请核对坐标系。",
    en: "No presence. The walk may lie elsewhere; check the datum.",
  },
  "fences.sure": { zh: "把握 {n}%", en: "{n} % sure" },
  "fences.silences": { zh: "没有定位的时段", en: "Without positions" },
  "fences.cuts": { zh: "为什么不全计", en: "Why not all of it counts" },
  "fences.signals": { zh: "异常", en: "Signals" },
} as const;
